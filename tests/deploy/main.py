"""Runs every test here and prints the counts in the form that bin/test adds up."""

import pathlib
import sys
import unittest

folder = pathlib.Path(__file__).parent
suite = unittest.defaultTestLoader.discover(str(folder), pattern="*_test.py")
result = unittest.TextTestRunner(stream=sys.stdout).run(suite)
failed = len(result.failures) + len(result.errors)
for test, reason in result.skipped:
    print(f"left out: {test}: {reason}")
print(f"Deployments: {result.testsRun - failed - len(result.skipped)} passed, {failed} failed")
sys.exit(failed > 0)
