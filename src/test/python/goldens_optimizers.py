"""Golden values of further update rules, three steps of each; see goldens.py."""
import torch

from goldens import Operation, descend


def many(operation):
    """Several weights at once, their gradients clipped together."""
    settings = {"shapes": ((0,), (1,), (), (17,), (5, 7), (65,)), "clip": 2.0}
    moments = ("exp_avg", "exp_avg_sq")
    descend(operation, "many_adam", torch.optim.Adam, moments, **settings, lr=1e-3, weight_decay=0.1)
    descend(operation, "many_adam_ones", torch.optim.Adam, moments, **settings, starts=(0, 1), lr=1e-3,
            betas=(0.99, 0.999), eps=1e-4)
    descend(operation, "many_adamw", torch.optim.AdamW, moments, **settings, lr=1e-3, weight_decay=0.1)
    descend(operation, "many_adamax", torch.optim.Adamax, ("exp_avg", "exp_inf"), **settings, lr=2e-3)
    descend(operation, "many_adagrad", torch.optim.Adagrad, ("sum",), **settings, lr=0.01, lr_decay=0.1)
    descend(operation, "many_rmsprop", torch.optim.RMSprop, ("square_avg", "grad_avg", "momentum_buffer"), **settings,
            lr=0.01, weight_decay=0.1, momentum=0.9, centered=True)
    descend(operation, "many_nesterov", torch.optim.SGD, ("momentum_buffer",), **settings, lr=0.1, momentum=0.9,
            nesterov=True)


def main():
    torch.set_num_threads(1)
    with Operation("optimizers") as operation:
        for name, decay in (("plain", 0), ("weight_decay", 0.1)):
            descend(operation, f"adamax_{name}", torch.optim.Adamax, ("exp_avg", "exp_inf"), lr=2e-3, weight_decay=decay)
            descend(operation, f"adagrad_{name}", torch.optim.Adagrad, ("sum",), lr=0.01, lr_decay=0.1, weight_decay=decay)
            descend(operation, f"rmsprop_{name}", torch.optim.RMSprop, ("square_avg",), lr=0.01, weight_decay=decay)
        descend(operation, "rmsprop_centered", torch.optim.RMSprop, ("square_avg", "grad_avg"), lr=0.01, centered=True)
        descend(operation, "rmsprop_momentum", torch.optim.RMSprop, ("square_avg", "momentum_buffer"), lr=0.01, momentum=0.9)
        descend(operation, "rmsprop_both", torch.optim.RMSprop, ("square_avg", "grad_avg", "momentum_buffer"), lr=0.01,
                momentum=0.9, centered=True)
        descend(operation, "nesterov", torch.optim.SGD, ("momentum_buffer",), lr=0.1, momentum=0.9, nesterov=True,
                weight_decay=0.1)
        many(operation)


if __name__ == "__main__":
    main()
