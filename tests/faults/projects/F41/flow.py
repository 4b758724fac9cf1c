import multiprocessing
import subprocess
import sys


def pool() -> int:
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return sum(pool.map(abs, [-1, 2]))


def program() -> str:
    return subprocess.run([sys.executable, "-c", "print(5)"], capture_output=True, text=True).stdout.strip()

def good() -> int:
    return 7
