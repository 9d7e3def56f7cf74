"""What preparing one picture costs, in memory and time, measured in a process of its own."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent.parent
# Megabytes above a process at rest. A photo of a phone, then the largest that are taken.
KINDS = {
    "photo12": ("JPEG", (4000, 3000), 150),
    "photo24": ("JPEG", (6000, 4000), 250),
    "photo40": ("JPEG", (7300, 5475), 250),
    "flat24": ("PNG", (6000, 4000), 250),
    "webp8": ("WEBP", (3400, 2350), 150),
    "gif8": ("GIF", (3400, 2350), 150),
}
# In the work of writing one large rendition: no machine is like another, nor at all times.
TIMES = 12

MEASURE = """
import io, json, sys, time
import django
django.setup()
from PIL import Image
from django.core.files.uploadedfile import SimpleUploadedFile
from atoutsud.content import imaging

def held(key):
    line = next(line for line in open("/proc/self/status") if line.startswith(key))
    return int(line.split()[1]) // 1024

small = io.BytesIO()
Image.new("RGB", (64, 64)).save(small, "JPEG")
imaging.prepare(SimpleUploadedFile("a.jpg", small.getvalue()))  # the codecs are loaded
data = open(sys.argv[1], "rb").read()
open("/proc/self/clear_refs", "w").write("5")
before, begun = held("VmRSS"), time.process_time()
imaging.prepare(SimpleUploadedFile("a.jpg", data))
took, most = time.process_time() - begun, held("VmHWM") - before
plain = Image.effect_noise((1600, 1200), 60).convert("RGB")
begun = time.process_time()
plain.save(io.BytesIO(), "WEBP", quality=70)
print(json.dumps([most, took / (time.process_time() - begun), took]))
"""


def made(kind: str, size: tuple[int, int]) -> bytes:
    file = io.BytesIO()
    if kind == "PNG":
        Image.new("RGB", size, (200, 3, 9)).save(file, kind)
    else:
        grain = Image.effect_noise((size[0] // 8, size[1] // 8), 60).resize(size)
        grain.convert("RGB").save(file, kind, quality=70)
    return file.getvalue()


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
@pytest.mark.parametrize(
    "name", ["photo12", *(pytest.param(n, marks=pytest.mark.long) for n in KINDS if n != "photo12")]
)
def test_a_picture_costs_little(name: str, tmp_path: Path) -> None:
    kind, size, most = KINDS[name]
    path = tmp_path / "picture"
    path.write_bytes(made(kind, size))
    command = [sys.executable, "-c", MEASURE, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    megabytes, times, seconds = json.loads(done.stdout)
    assert megabytes <= most, f"{megabytes} MB"
    assert times <= TIMES, f"{times:.1f} times, {seconds:.1f} s"
