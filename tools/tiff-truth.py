"""Writes packages/formats/src/tiff/tiff-truth.json: what tifffile and imagecodecs read from the greyscale TIFFs of
../shared/data. Needs `pip install tifffile imagecodecs`; run from the root of the repository, and format the file with prettier."""

import glob
import json
import os

import numpy
import tifffile

shared = os.path.join("..", "shared", "data")
truth = {}
paths = glob.glob(shared + "/tiff_imagecodecs/*.tif") + glob.glob(shared + "/tiff_libtiff_tests/*.tif*")
for path in sorted(paths):
    if "ifd_loop" in path:  # tifffile follows such a chain for ever
        continue
    try:
        with tifffile.TiffFile(path) as file:
            pages = [page for page in file.pages]
            grey = all(page.samplesperpixel == 1 and page.photometric <= 1 and page.imagedepth == 1 for page in pages)
            if pages[0].compression not in (1, 5, 8, 32773, 32946, 50000):
                continue
            if not grey or len({(page.shape, page.dtype) for page in pages}) > 1:
                continue
            pixels = numpy.stack([page.asarray() for page in pages]).astype("f8")
    except Exception as error:  # compressions that tifffile does not read, or files broken on purpose
        print("left out", path, error)
        continue
    if numpy.iscomplexobj(pages[0].asarray()):
        continue
    flat = pixels.ravel()
    truth[os.path.relpath(path, shared).replace(os.sep, "/")] = {
        "shape": list(pixels.shape),
        "sum": flat.sum(),
        "min": flat.min(),
        "max": flat.max(),
        # Depends on where every pixel is, top row of the page first.
        "weighted": float((flat * (numpy.arange(flat.size) % 251 + 1)).sum()),
    }

with open("packages/formats/src/tiff/tiff-truth.json", "w") as out:
    json.dump(truth, out, indent=2)
    out.write("\n")
