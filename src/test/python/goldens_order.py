"""Golden values of operations along an axis that keep an order: sums, positions, sorting; see goldens.py."""
import torch

from goldens import Operation, normal


def positions():
    for name, function in {"arg_max": torch.argmax, "arg_min": torch.argmin}.items():
        with Operation(name) as operation:
            for case, shape, axis in (("axis_last", (5, 7), 1), ("axis0", (5, 7), 0), ("middle", (4, 3, 17), 1)):
                values = normal(*shape)
                operation.keep(case, [values], [function(values, axis, keepdim=True)], axis=axis)


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
    for family in (positions, sums):
        family()
