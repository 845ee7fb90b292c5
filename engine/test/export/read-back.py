"""Reads files with Python's own readers, and prints what they found as JSON: nothing of this project takes part."""
import csv
import json
import sys
import xml.etree.ElementTree as tree
import zipfile
from pathlib import Path


def no_number(name):
    raise ValueError(f"{name} is not JSON")


def read(file):
    if file.suffix == ".csv":
        # As Excel decides: UTF-8 where there is a byte order mark.
        with file.open(encoding="utf-8-sig", newline="") as text:
            return list(csv.reader(text, strict=True))
    if file.suffix == ".json":
        return json.loads(file.read_bytes(), parse_constant=no_number)
    if file.suffix == ".xml":
        cases = tree.parse(file).getroot().iter("testcase")
        return [[case.get("classname"), case.get("name"), [child.tag for child in case]] for case in cases]
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


print(json.dumps({file.name: read(file) for file in map(Path, sys.argv[1:])}))
