"""Semantic hashing in PyTorch, with Culebra's parameter names."""
import torch
from torch.nn import functional as f


def layers(sizes):
    made = []
    for a, b in zip(sizes, sizes[1:]):
        made += [torch.nn.ReLU(), torch.nn.Linear(a, b)]
    return torch.nn.Sequential(*made[1:])


class SemanticHash(torch.nn.Module):
    def __init__(self, input, hidden, latent, binarization, noise=4):
        super().__init__()
        self.text, self.binarization, self.noise = len(input) == 1, binarization, noise
        sizes = [torch.Size(input).numel(), *hidden, latent]
        self.encoder = layers(sizes)
        self.decoder = layers(sizes[::-1])

    def outputs(self, x):
        return self.encoder(torch.log1p(x) if self.text else x.flatten(1))

    def code(self, x, draws):
        outputs = self.outputs(x)
        if self.binarization == "noise":
            return torch.sigmoid(outputs + self.noise * draws.normal("noise", *outputs.shape))
        units = torch.sigmoid(outputs)
        return units + (draws.bernoulli("bits", units.detach()) - units).detach()

    def decode(self, code):
        logits = self.decoder(code)
        return f.softmax(logits, 1) if self.text else torch.sigmoid(logits)

    def losses(self, x, code):
        logits, flat = self.decoder(code), x.flatten(1)
        if self.text:
            nats = -torch.distributions.Multinomial(1, logits=logits, validate_args=False).logits.mul(flat).sum(1)
            return {None: nats, "per_word": nats / flat.sum(1).clamp(min=1)}
        return {None: f.binary_cross_entropy_with_logits(logits, flat, reduction="none").sum(1),
                "squared_error": (torch.sigmoid(logits) - flat).square().sum(1)}
