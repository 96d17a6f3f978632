"""Golden values of comparisons and further element-wise operations; see goldens.py."""
import torch

from goldens import Operation, normal, signed, uniform, whole


def few(*shape):
    """Whole numbers around zero, with ties."""
    return torch.round(normal(*shape) * 1.5)


def comparisons():
    functions = {"equal": torch.eq, "not_equal": torch.ne, "greater": torch.gt, "greater_equal": torch.ge,
                 "less": torch.lt, "less_equal": torch.le}
    for name, function in functions.items():
        with Operation(name) as operation:
            for case, (left, right) in {"same": ((5, 7), (5, 7)), "both_broadcast": ((5, 1, 7), (3, 1))}.items():
                inputs = few(*left), few(*right)
                operation.keep(case, inputs, [function(*inputs)])


def functions():
    spread = torch.arange(-18, 19) / 3
    for name, function in {"sin": torch.sin, "cos": torch.cos, "expm1": torch.expm1, "sign": torch.sign,
                           "abs": torch.abs, "erf": torch.erf}.items():
        with Operation(name) as operation:
            operation.case("plain", function, normal(5, 7))
            operation.case("wide", function, spread)
    for name, function in {"round": torch.round, "floor": torch.floor}.items():
        with Operation(name) as operation:
            operation.case("plain", function, normal(5, 7))
            operation.case("halves", function, torch.arange(-18, 19) / 2)
    with Operation("log1p") as operation:
        operation.case("plain", torch.log1p, uniform(-0.9, 4, 5, 7))
        operation.case("wide", torch.log1p, torch.logspace(-7, 4, 37))
    with Operation("rsqrt") as operation:
        operation.case("plain", torch.rsqrt, uniform(0.1, 4, 5, 7))
        operation.case("wide", torch.rsqrt, torch.logspace(-4, 4, 37))
    with Operation("clip") as operation:
        operation.case("plain", lambda x: torch.clamp(x, -0.45, 3.5), normal(5, 7), lowest=-0.45, highest=3.5)
        operation.case("wide", lambda x: torch.clamp(x, -0.45, 3.5), spread, lowest=-0.45, highest=3.5)
        operation.case("below_only", lambda x: torch.clamp(x, min=0.0), normal(65), lowest=0.0)
        operation.case("at_bounds", lambda x: torch.clamp(x, -1.0, 2.0), few(65), lowest=-1.0, highest=2.0)
    with Operation("cast") as operation:
        numbers = normal(17) * 10
        operation.keep("f32_i32_size17", [numbers], [numbers.int()])


def choices():
    shapes = {"same": ((5, 7), (5, 7)), "row_broadcast": ((5, 7), (7,)), "both_broadcast": ((5, 1, 7), (3, 1)),
              "scalar": ((5, 7), ())}
    for name, function in {"maximum": torch.maximum, "minimum": torch.minimum}.items():
        with Operation(name) as operation:
            for case, (left, right) in shapes.items():
                operation.case(case, function, normal(*left), normal(*right))
    with Operation("select") as operation:
        for case, shapes in {"same": ((5, 7), (5, 7), (5, 7)), "all_broadcast": ((4, 1, 1), (3, 1), (5,))}.items():
            condition, *both = shapes
            operation.case(case, lambda c, x, y: torch.where(c.bool(), x, y), whole(2, *condition),
                           *(normal(*shape) for shape in both))
    for name, function in {"logical_and": torch.logical_and, "logical_or": torch.logical_or}.items():
        with Operation(name) as operation:
            inputs = whole(3, 5, 7), whole(3, 7)
            operation.keep("row_broadcast", inputs, [function(*inputs)])
    with Operation("logical_not") as operation:
        numbers = whole(3, 5, 7)
        operation.keep("plain", [numbers], [torch.logical_not(numbers)])
    with Operation("all_finite") as operation:
        for case, spoilt in (("size17", False), ("infinite", True)):
            tensors = [normal(17)] if not spoilt else [normal(5, 7), torch.full((9,), -torch.inf)]
            operation.keep(case, tensors, [torch.stack([torch.isfinite(tensor).all() for tensor in tensors]).all()])
    with Operation("clip_values") as operation:
        for case, shapes in (("size17", [(17,)]), ("trio", [(5, 7), (3,), (13,)])):
            gradients = [normal(*shape) for shape in shapes]
            holders = [torch.zeros(gradient.shape, requires_grad=True) for gradient in gradients]
            for holder, gradient in zip(holders, gradients):
                holder.grad = gradient.clone()
            torch.nn.utils.clip_grad_value_(holders, 0.7)
            operation.keep(case, gradients, [holder.grad for holder in holders], limit=0.7)
    with Operation("affine") as operation:
        operation.case("plain", lambda x: 1.7 * x - 0.3, normal(5, 7))
        operation.case("wide", lambda x: 1.7 * x - 0.3, torch.arange(-18, 19) / 3)


def powers():
    with Operation("pow") as operation:
        operation.case("plain", torch.pow, uniform(0.1, 3, 5, 7), normal(5, 7) * 2)
        for exponent in (-3, -1, 0, 1, 2, 3, 5, 12):
            case = f"whole{exponent}".replace("-", "_minus")
            operation.case(case, lambda x: torch.pow(x, exponent), signed(0.5, 1.5, 5, 7), exponent=exponent)
        for exponent in (-0.5, 0.5, 1.7, -2.25):
            case = f"broken{exponent}".replace("-", "_minus").replace(".", "_")
            operation.case(case, lambda x: torch.pow(x, exponent), uniform(0.1, 3, 5, 7), exponent=exponent)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for family in (comparisons, functions, choices, powers):
        family()
