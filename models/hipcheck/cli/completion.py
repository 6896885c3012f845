"""`hipway completion`."""

import click
from click.shell_completion import ShellComplete, get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, *, shell: str) -> int:
    """Print the script that completes hipway's words in SHELL, the names of the specification among them.

    \b
    bash   eval "$(hipway completion bash)"          in ~/.bashrc
    zsh    eval "$(hipway completion zsh)"           in ~/.zshrc
    fish   hipway completion fish > ~/.config/fish/completions/hipway.fish
    """  # noqa: D301  # \b is click's word for "leave these lines alone"
    kind = get_completion_class(shell)
    if kind is None:  # click knows all three
        raise click.UsageError(f"click has no completion for {shell}")
    completion = kind(context.find_root().command, {}, "hipway", "_HIPWAY_COMPLETE")
    click.echo(ShellComplete.source(completion))  # without asking which version of the shell is installed
    return 0
