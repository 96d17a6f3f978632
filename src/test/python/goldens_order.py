"""Golden values of operations along an axis that keep an order: sums, positions, sorting; see goldens.py."""
import torch

from goldens import Operation, normal, random


def positions():
    for name, function in {"arg_max": torch.argmax, "arg_min": torch.argmin}.items():
        with Operation(name) as operation:
            for case, shape, axis in (("axis_last", (5, 7), 1), ("axis0", (5, 7), 0), ("middle", (4, 3, 17), 1)):
                values = normal(*shape)
                operation.keep(case, [values], [function(values, axis, keepdim=True)], axis=axis)
            values = some_nan(40, 37)
            operation.keep("some_nan", [values], [function(values, 1, keepdim=True)], axis=1)


def some_nan(*shape):
    values = torch.round(normal(*shape) * 1.5)
    return torch.where(torch.rand(shape, generator=random) < 0.02, torch.nan, values)


def ordered(operation, name, function, values, **attributes):
    """Elements and places; only the elements have a gradient."""
    leaf = values.double().requires_grad_()
    elements, places = function(leaf)
    upstream = normal(*elements.shape)
    gradient, = torch.autograd.grad((elements * upstream.double()).sum(), [leaf])
    operation.keep(name, [values], [elements, places], **attributes)
    operation.tensors.update({f"{name}.up0": upstream, f"{name}.grad0": gradient})


def orders():
    with Operation("top_k") as operation:
        for name, largest in (("largest", True), ("smallest", False)):
            ordered(operation, name, lambda x: torch.topk(x, 3, largest=largest), normal(2, 3, 17),
                    count=3, largest=largest)
        for name, falling in (("rising", False), ("falling", True)):
            sort = lambda x: torch.sort(x, descending=falling, stable=True)
            ordered(operation, name + "31", sort, normal(3, 31), count=31, largest=falling)
            ordered(operation, "ties_" + name, sort, torch.round(normal(3, 37) * 1.5), count=37, largest=falling)
            values = some_nan(9, 37)
            operation.keep("nan_" + name, [values], sort(values), count=37, largest=falling)


def extremes():
    with Operation("min") as operation:
        for case, shape, axes in (("axis_last", (5, 7), (1,)), ("all", (5, 7), (0, 1)), ("axes_0_2", (4, 3, 5), (0, 2))):
            operation.case(case, lambda x: torch.amin(x, axes), normal(*shape), axes=axes)


def cumulative(x, axis, exclusive, reverse):
    x = x.flip(axis) if reverse else x
    total = torch.cumsum(x, axis)
    total = total - x if exclusive else total
    return total.flip(axis) if reverse else total


def sums():
    with Operation("cumulative_sum") as operation:
        for exclusive in (False, True):
            for reverse in (False, True):
                kind = ("exclusive_" if exclusive else "") + ("reverse_" if reverse else "")
                for case, shape, axis in (("rows17", (5, 17), 1), ("columns17", (7, 17), 0), ("middle", (3, 4, 5), 1)):
                    operation.case(kind + case, lambda x: cumulative(x, axis, exclusive, reverse), normal(*shape),
                                   axis=axis, exclusive=exclusive, reverse=reverse)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for family in (positions, extremes, sums, orders):
        family()
