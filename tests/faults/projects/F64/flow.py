import os
import sys


def before() -> tuple:
    return os.getcwd() == os.path.dirname(__file__), os.environ.get("ZZ"), "/zz" in sys.path, sys.getrecursionlimit() == 5000


def bad() -> int:
    os.chdir("/")
    os.environ["ZZ"] = "1"
    sys.path.append("/zz")
    sys.setrecursionlimit(5000)
    return 1

def good() -> int:
    return 7
