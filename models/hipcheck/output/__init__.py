"""Results for machines: JSON with published schemas, JUnit XML and SARIF."""
