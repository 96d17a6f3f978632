"""PyTorch's values for operations on the places of tensors: padding, flips, repetition, pooling, interpolation, gathers.

  goldens_space.py       (rewrites its files in src/test/resources/golden)

Conventions as in goldens.py: engine layout (NHWC, NLC), inputs float32, evaluated in float64.
"""
import torch
from torch.nn import functional

from goldens import Operation, normal, pair, whole


def channels_first(function):
    """A function of NCHW as one of NHWC."""
    return lambda x: function(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


def pads(rank, before, after):
    """Pads per axis, outermost first, in PyTorch's order: pairs from the last axis."""
    return [pad for axis in reversed(range(rank)) for pad in (before[axis], after[axis])]


def padding():
    with Operation("pad") as operation:
        for case, shape, before, after in (("matrix", (5, 7), (1, 0), (2, 3)), ("image", (2, 4, 5, 3), (0, 1, 2, 0), (0, 0, 1, 2))):
            operation.case(f"zero_{case}", lambda x: functional.pad(x, pads(len(shape), before, after)), normal(*shape),
                           mode="zero", before=before, after=after)
        for mode in ("reflect", "replicate"):
            for case, rows, columns in (("both", (1, 2), (3, 0)), ("rows", (2, 1), (0, 0)), ("columns", (0, 0), (3, 2))):
                function = channels_first(lambda x: functional.pad(x, (*columns, *rows), mode))
                operation.case(f"{mode}_{case}", function, normal(2, 4, 5, 3), mode=mode,
                               before=(0, rows[0], columns[0], 0), after=(0, rows[1], columns[1], 0))
            sequence = lambda x: functional.pad(x.permute(0, 2, 1), (4, 0), mode).permute(0, 2, 1)
            operation.case(f"{mode}_sequence", sequence, normal(2, 7, 3), mode=mode, before=(0, 4, 0), after=(0, 0, 0))


def order():
    with Operation("flip") as operation:
        for axes in ((0,), (1,), (2,), (0, 2), (1, 2), (0, 1, 2)):
            operation.case("axes_" + "_".join(map(str, axes)), lambda x: torch.flip(x, axes), normal(3, 4, 5), axes=axes)
    with Operation("repeat_tile") as operation:
        for case, shape, counts in (("matrix", (3, 4), (2, 3)), ("inner", (2, 3, 5), (1, 4, 1))):
            operation.case(case, lambda x: x.repeat(counts), normal(*shape), counts=counts)
    with Operation("repeat_each") as operation:
        for axis in (0, 1, 2):
            operation.case(f"axis{axis}", lambda x: torch.repeat_interleave(x, 3, axis), normal(2, 3, 5), axis=axis, count=3)


GEOMETRIES = {"k2s2": (2, 2, 0), "k3s2p1": (3, 2, 1), "rect": ((3, 2), (2, 3), (1, 0)), "k3s1p1": (3, 1, 1)}
# Where the last window does not fit: what is left of it, and padding that it reaches or runs over.
PARTIAL = {"k2s2": (2, 2, 0), "k3s2p1": (3, 2, 1), "rect": ((3, 2), (3, 3), (1, 0)), "k4s3p2": (4, 3, 2), "k3s3p1": (3, 3, 1)}


def chosen():
    with Operation("gather") as operation:
        for case, axis, shape, index in (("rows", 0, (5, 7), (3, 7)), ("last", 1, (3, 13), (3, 17)), ("middle", 1, (2, 5, 31), (2, 65, 31))):
            operation.case(case, lambda x, i: torch.gather(x, axis, i), normal(*shape), whole(shape[axis], *index), axis=axis)
    with Operation("scatter_add") as operation:
        for case, axis, size, shape in (("rows", 0, 5, (3, 7)), ("last", 1, 13, (3, 17)), ("wide", 1, 7, (3, 4, 65))):
            full = [size if i == axis else length for i, length in enumerate(shape)]
            operation.case(case, lambda x, i: torch.zeros(full, dtype=torch.float64).scatter_add(axis, i, x),
                           normal(*shape), whole(size, *shape), axis=axis, size=size)
    with Operation("embedding") as operation:
        for case, table, index in (("plain", (5, 3), (13,)), ("sequence", (7, 17), (3, 4)), ("one_number", (5, 31), ())):
            operation.case(case, lambda t, i: functional.embedding(i, t), normal(*table), whole(table[0], *index))
        heads = lambda t, i: torch.stack([functional.embedding(i[:, h], t[h]) for h in range(3)], 1)
        operation.case("heads", heads, normal(3, 5, 4), whole(5, 7, 3))
    with Operation("one_hot") as operation:
        for case, classes, shape in (("vector", 17, (13,)), ("matrix", 7, (3, 31))):
            index = whole(classes, *shape)
            operation.keep(case, [index], [functional.one_hot(index, classes)], classes=classes)
    with Operation("histogram") as operation:
        index = whole(5, 65)
        operation.keep("plain", [index], [torch.bincount(index, minlength=5)], bins=5)
        index = whole(7, 31, 3)
        operation.keep("heads", [index], [torch.stack([torch.bincount(row, minlength=7) for row in index.T])], bins=7)


def pooling():
    with Operation("average_pool2d") as operation:
        average = lambda x, *how: channels_first(lambda y: functional.avg_pool2d(y, *how))(x)
        for ceil, geometries in ((False, GEOMETRIES), (True, PARTIAL)):
            for case, (kernel, stride, pad) in geometries.items():
                for counted in (True, False):
                    pool = lambda x: average(x, kernel, stride, pad, ceil, counted)
                    operation.case(("ceil_" if ceil else "") + case + ("" if counted else "_uncounted"), pool,
                                   normal(2, 7, 8, 5), kernel=pair(kernel), stride=pair(stride), padding=pair(pad),
                                   dilation=(1, 1), count_include_pad=counted, ceil_mode=ceil)
    with Operation("average_pool1d") as operation:
        for ceil in (False, True):
            for case, (kernel, stride, pad) in {"k2s2": (2, 2, 0), "k3s2p1": (3, 2, 1), "k4s3p2": (4, 3, 2)}.items():
                for counted in (True, False):
                    pool = lambda x: functional.avg_pool1d(x.permute(0, 2, 1), kernel, stride, pad, ceil, counted).permute(0, 2, 1)
                    operation.case(("ceil_" if ceil else "") + case + ("" if counted else "_uncounted"), pool,
                                   normal(2, 13, 5), kernel=kernel, stride=stride, padding=pad, dilation=1,
                                   count_include_pad=counted, ceil_mode=ceil)
    with Operation("average_pool2d_global") as operation:
        operation.case("plain", channels_first(lambda x: functional.adaptive_avg_pool2d(x, 1)), normal(2, 7, 8, 5))
    with Operation("max_pool2d") as operation:
        dilated = {case: (*geometry, 1) for case, geometry in GEOMETRIES.items()} | {"dilation2": (3, 1, 1, 2)}
        for case, (kernel, stride, pad, dilation) in dilated.items():
            pool = channels_first(lambda x: functional.max_pool2d(x, kernel, stride, pad, dilation))
            operation.case(case, pool, normal(2, 7, 8, 5), kernel=pair(kernel), stride=pair(stride), padding=pair(pad),
                           dilation=pair(dilation))
    # The operation with PyTorch's ceil_mode, which here is a composition of its own.
    with Operation("max_pool2d_ceil") as operation:
        dilated = {case: (*geometry, 1) for case, geometry in PARTIAL.items()} | {"dilation2": (3, 2, 1, 2)}
        for case, (kernel, stride, pad, dilation) in dilated.items():
            pool = channels_first(lambda x: functional.max_pool2d(x, kernel, stride, pad, dilation, True))
            operation.case(f"ceil_{case}", pool, normal(2, 7, 8, 5), kernel=pair(kernel), stride=pair(stride),
                           padding=pair(pad), dilation=pair(dilation), ceil_mode=True)
    with Operation("max_pool1d") as operation:
        for ceil in (False, True):
            for case, (kernel, stride, pad, dilation) in {"k2s2": (2, 2, 0, 1), "k3s2p1": (3, 2, 1, 1), "dilation2": (3, 3, 1, 2)}.items():
                pool = lambda x: functional.max_pool1d(x.permute(0, 2, 1), kernel, stride, pad, dilation, ceil).permute(0, 2, 1)
                operation.case(("ceil_" if ceil else "") + case, pool, normal(2, 13, 5), kernel=kernel, stride=stride,
                               padding=pad, dilation=dilation, ceil_mode=ceil)


def resampling():
    with Operation("interpolate") as operation:
        for mode in ("nearest", "bilinear"):
            for case, size in (("double", (8, 10)), ("down", (3, 2)), ("odd", (7, 3)), ("triple", (12, 15))):
                resize = channels_first(lambda x: functional.interpolate(x, size, mode=mode))
                operation.case(f"{mode}_{case}", resize, normal(2, 4, 5, 3), mode=mode, size=size)
        for case, size in (("double", (8, 10)), ("down", (3, 2)), ("odd", (7, 3)), ("one", (1, 1)), ("row", (1, 15))):
            resize = channels_first(lambda x: functional.interpolate(x, size, mode="bilinear", align_corners=True))
            operation.case(f"corners_{case}", resize, normal(2, 4, 5, 3), mode="bilinear_corners", size=size)
        corners = channels_first(lambda x: functional.interpolate(x, (3, 2), mode="bilinear", align_corners=True))
        operation.case("corners_from_one", corners, normal(2, 1, 1, 3), mode="bilinear_corners", size=(3, 2))
        for case, image, size in (("down3", (2, 13, 17, 3), (4, 5)), ("down_to_one", (2, 7, 8, 3), (1, 1))):
            resize = channels_first(lambda x: functional.interpolate(x, size, mode="nearest"))
            operation.case(f"nearest_{case}", resize, normal(*image), mode="nearest", size=size)
    with Operation("pixel_shuffle") as operation:
        for factor in (2, 3):
            shuffle = channels_first(lambda x: functional.pixel_shuffle(x, factor))
            operation.case(f"factor{factor}", shuffle, normal(2, 3, 4, 2 * factor**2), factor=factor)
    with Operation("pixel_unshuffle") as operation:
        for factor in (2, 3):
            shuffle = channels_first(lambda x: functional.pixel_unshuffle(x, factor))
            operation.case(f"factor{factor}", shuffle, normal(2, 2 * factor, 3 * factor, 3), factor=factor)
    with Operation("blur") as operation:
        line = torch.tensor([1.0, 2.0, 1.0], dtype=torch.float64)
        kernel = (line[:, None] * line / 16).expand(3, 1, 3, 3)
        for stride in (1, 2):
            soften = channels_first(
                lambda x: functional.conv2d(functional.pad(x, (1, 1, 1, 1), "reflect"), kernel, stride=stride, groups=3))
            operation.case(f"stride{stride}", soften, normal(2, 7, 8, 3), stride=stride)


def main():
    torch.set_num_threads(1)
    for family in (padding, order, chosen, pooling, resampling):
        family()


if __name__ == "__main__":
    main()
