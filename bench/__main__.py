"""Run every measure, or those named: `python -m bench search`."""

import importlib
import pkgutil
import sys

import bench


def main() -> None:
    bench.set_up()
    asked = set(sys.argv[1:])
    for found in sorted(pkgutil.iter_modules(bench.__path__), key=lambda module: module.name):
        if found.name.startswith("_") or (asked and found.name not in asked):
            continue
        module = importlib.import_module(f"bench.{found.name}")
        if hasattr(module, "measure"):
            print(f"\n== {found.name}: {(module.__doc__ or '').splitlines()[0]}")
            module.measure()


if __name__ == "__main__":
    main()
