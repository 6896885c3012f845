"""What a term reads of a state, and what it changes, told apart by the fields of the records that a part maps to.

`world.associations` maps to records: a step that changes the `locators` of one leaves alone what a step that reads
`credit` reads. A field is named `part.field`; a part that maps to no record is named as a whole.
"""

from collections.abc import Iterator, Mapping

import z3

Fields = frozenset[str]


def fields_of_part(name: str, sort: z3.SortRef) -> list[str]:
    """Return the names of the fields of a part."""
    record = _record_of(sort)
    return [name] if record is None else [f"{name}.{record.accessor(0, i).name()}" for i in range(_width(record))]


def _record_of(sort: z3.SortRef) -> z3.DatatypeSortRef | None:
    """Return the sort of the records that a map maps to."""
    if not isinstance(sort, z3.ArraySortRef):
        return None
    inner = sort.range()
    single = isinstance(inner, z3.DatatypeSortRef) and inner.num_constructors() == 1
    return inner if single and inner.constructor(0).arity() > 0 else None


def _width(record: z3.DatatypeSortRef) -> int:
    arity: int = record.constructor(0).arity()
    return arity


class Reading:
    """Finds what terms read.

    Args:
        parts: the constants that stand for parts of the state, with their names.
    """

    def __init__(self, parts: Mapping[str, str]) -> None:
        """Remember which constant is which part."""
        self.parts = parts

    def of(self, term: z3.ExprRef, wanted: int | None = None) -> Fields:
        """Return the fields that a term reads, or that one field of the record (or of the records) that it is."""
        seen: set[tuple[int, int | None]] = set()
        waiting = [(term, wanted)]
        found: set[str] = set()
        while waiting:
            inner, field = waiting.pop()
            if (inner.get_id(), field) in seen:
                continue
            seen.add((inner.get_id(), field))
            if z3.is_const(inner) and inner.decl().name() in self.parts:
                names = fields_of_part(self.parts[inner.decl().name()], inner.sort())
                found.update(names if field is None or _record_of(inner.sort()) is None else [names[field]])
            else:
                waiting.extend(_within(inner, field))
        return frozenset(found)


def _within(term: z3.ExprRef, field: int | None) -> Iterator[tuple[z3.ExprRef, int | None]]:
    """Yield the terms inside one, each with the field that is wanted of it."""
    kind = term.decl().kind() if z3.is_app(term) else None
    if kind == z3.Z3_OP_DT_ACCESSOR:
        sort = term.arg(0).sort()
        one = sort.num_constructors() == 1
        index = next((i for i in range(_width(sort)) if sort.accessor(0, i).eq(term.decl())), None) if one else None
        yield term.arg(0), index
    elif field is None:
        yield from ((child, None) for child in term.children())
    elif kind == z3.Z3_OP_DT_CONSTRUCTOR:
        yield term.arg(field), None
    elif kind in (z3.Z3_OP_SELECT, z3.Z3_OP_CONST_ARRAY):
        yield term.arg(0), field
        yield from ((child, None) for child in term.children()[1:])
    elif kind == z3.Z3_OP_STORE:
        yield from ((term.arg(0), field), (term.arg(1), None), (term.arg(2), field))
    elif kind == z3.Z3_OP_ITE:
        yield from ((term.arg(0), None), (term.arg(1), field), (term.arg(2), field))
    else:
        yield from ((child, None) for child in term.children())


def changed_fields(name: str, before: z3.ExprRef, after: z3.ExprRef) -> dict[str, int | None]:
    """Return the fields of a part that a step changes, each with its place in the record."""
    record = _record_of(before.sort())
    if record is None:
        return {name: None}
    names = fields_of_part(name, before.sort())
    places = _changed(record, before, after)
    return {field: place for place, field in enumerate(names) if place in places}


def _changed(record: z3.DatatypeSortRef, before: z3.ExprRef, after: z3.ExprRef) -> set[int]:
    everything = set(range(_width(record)))
    if after.eq(before):
        return set()
    kind = after.decl().kind() if z3.is_app(after) else None
    if kind == z3.Z3_OP_ITE:
        return _changed(record, before, after.arg(1)) | _changed(record, before, after.arg(2))
    if kind != z3.Z3_OP_STORE:
        return everything
    base, key, made = after.children()
    return _changed(record, before, base) | _differs(record, [z3.Select(before, key), z3.Select(base, key)], made)


def _differs(record: z3.DatatypeSortRef, old: list[z3.ExprRef], made: z3.ExprRef) -> set[int]:
    """Return the fields in which a record written differs from the one that was there."""
    if any(made.eq(record_) for record_ in old):
        return set()
    kind = made.decl().kind() if z3.is_app(made) else None
    if kind == z3.Z3_OP_ITE:
        return _differs(record, old, made.arg(1)) | _differs(record, old, made.arg(2))
    if kind != z3.Z3_OP_DT_CONSTRUCTOR:
        return set(range(_width(record)))
    kept = {
        place
        for place in range(_width(record))
        if any(made.arg(place).eq(record.accessor(0, place)(record_)) for record_ in old)
    }
    return set(range(_width(record))) - kept


def unchanged(constant: z3.ExprRef, beginning: z3.ExprRef, places: list[int]) -> list[z3.BoolRef]:
    """Return that some fields of a part are as they were in the beginning, when all its records were the same."""
    if not places or not z3.is_K(beginning) or beginning.arg(0).num_args() == 0:
        return []
    record, first = beginning.arg(0).sort(), beginning.arg(0)
    if first.decl().kind() != z3.Z3_OP_DT_CONSTRUCTOR:
        return []
    key = z3.Const("any key", constant.sort().domain())
    entry = z3.Select(constant, key)
    same = [record.accessor(0, place)(entry) == first.arg(place) for place in places]
    return [z3.ForAll([key], z3.And(*same), patterns=[entry])]
