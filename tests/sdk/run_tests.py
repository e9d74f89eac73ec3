"""Runs the tests of a module: its functions whose names begin with test_."""

import sys


def run_tests(module, label):
    """Ends the program with 0 if every test passes; a failure is told after `label`."""
    tests = [(name, test) for name, test in module.items() if name.startswith("test_")]
    failed = 0
    for name, test in tests:
        try:
            test()
        except Exception as error:
            failed += 1
            print(f"{label} {name}: {type(error).__name__}: {error}")
    print(f"python: {len(tests) - failed} passed, {failed} failed")
    sys.exit(failed > 0)
