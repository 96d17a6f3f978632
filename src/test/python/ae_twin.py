"""The PyTorch twin of Culebra's autoencoder family: the networks, the corruptions and the regularizers."""
import torch
from torch import nn
from torch.nn import functional as F


def hidden_layers(inputs, widths):
    layers = []
    for width in widths:
        layers += [nn.Linear(inputs, width), nn.ReLU()]
        inputs = width
    return layers, inputs


class Ae(nn.Module):
    """Samples are NHWC; flat images are channels-first inside, as PyTorch flattens them."""

    def __init__(self, input, latent, architecture="mlp", hidden=(), channels=(), code="linear",
                 loss="bernoulli", regularizer="none", weight=0.1, rate=0.05, kept=8, jacobian="sampled",
                 noise="none", noiseLevel=0.3):
        super().__init__()
        height, width, depth = input
        self.image, self.kind, self.activation, self.loss = (depth, height, width), architecture, code, loss
        self.regularizer, self.weight, self.rate, self.kept, self.jacobian = regularizer, weight, rate, kept, jacobian
        self.noise, self.level = noise, noiseLevel
        if architecture == "mlp":
            layers, last = hidden_layers(height * width * depth, hidden)
            self.encoder = nn.Sequential(*layers)
            self.code = nn.Linear(last, latent)
            layers, last = hidden_layers(latent, hidden[::-1])
            self.decoder = nn.Sequential(*layers, nn.Linear(last, height * width * depth))
        elif architecture == "conv":
            first, second = channels
            low = (second, height // 4, width // 4)
            flat = low[0] * low[1] * low[2]
            layers, last = hidden_layers(flat, hidden)
            self.encoder = nn.Sequential(nn.Conv2d(depth, first, 4, 2, 1), nn.ReLU(),
                                         nn.Conv2d(first, second, 4, 2, 1), nn.ReLU(), nn.Flatten(), *layers)
            self.code = nn.Linear(last, latent)
            layers, last = hidden_layers(latent, hidden[::-1])
            self.decoder = nn.Sequential(
                *layers, nn.Linear(last, flat), nn.ReLU(), nn.Unflatten(1, low),
                nn.ConvTranspose2d(second, first, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(first, depth, 4, 2, 1))
        else:
            make = nn.LSTM if architecture == "lstm" else nn.GRU
            self.encoder = make(width * depth, hidden[0], batch_first=True)
            self.code = nn.Linear(hidden[0], latent)
            self.decoder = make(latent, hidden[0], batch_first=True)
            self.decoder_output = nn.Linear(hidden[0], width * depth)

    def encode(self, x):
        n = x.shape[0]
        if self.kind in ("lstm", "gru"):
            features = self.encoder(x.reshape(n, x.shape[1], -1))[0][:, -1]
        else:
            image = x.permute(0, 3, 1, 2)
            features = self.encoder(image.flatten(1) if self.kind == "mlp" else image)
        units = {"linear": lambda u: u, "sigmoid": torch.sigmoid, "relu": torch.relu, "tanh": torch.tanh}[
            self.activation](self.code(features))
        if self.regularizer == "top_k":
            threshold = units.topk(self.kept, dim=1).values[:, -1:]
            units = torch.where(units >= threshold, units, torch.zeros_like(units))
        return units

    def decode(self, h):
        """Logits or values, NHWC."""
        n = h.shape[0]
        depth, height, width = self.image
        if self.kind in ("lstm", "gru"):
            states = self.decoder(h[:, None].expand(n, height, -1))[0]
            return self.decoder_output(states).reshape(n, height, width, depth)
        return self.decoder(h).reshape(n, *self.image).permute(0, 2, 3, 1)

    def expected(self, output):
        return torch.sigmoid(output) if self.loss == "bernoulli" else output

    def corrupt(self, x, draws):
        if self.noise == "gaussian":
            return x + self.level * draws.normal("noise", *x.shape)
        if self.noise == "none":
            return x
        u = draws.uniform("noise", *x.shape)
        if self.noise == "masking":
            return torch.where(u < self.level, torch.zeros_like(x), x)
        return torch.where(u < self.level / 2, torch.zeros_like(x),
                           torch.where(u > 1 - self.level / 2, torch.ones_like(x), x))

    def penalty(self, h, seen, draws):
        if self.regularizer == "l1":
            return h.abs().sum(1)
        if self.regularizer == "rate":
            active = h.mean(0)
            return F.kl_div(torch.stack([active, 1 - active]).log(),
                            torch.tensor([[self.rate], [1 - self.rate]]).expand(2, h.shape[1]),
                            reduction="sum").expand(h.shape[0])
        if self.regularizer != "contractive":
            return None
        if self.jacobian == "sampled":
            outputs = [h * (draws.uniform("direction0", *h.shape) - 0.5).sign()]
        else:
            outputs = [h[:, j] for j in range(h.shape[1])]
        return sum(torch.autograd.grad(o.sum(), seen, create_graph=True)[0].square().flatten(1).sum(1)
                   for o in outputs)

    def losses(self, x, draws):
        seen = self.corrupt(x, draws).requires_grad_()
        h = self.encode(seen)
        output = self.decode(h)
        squared = (self.expected(output) - x).square().flatten(1).sum(1)
        error = squared if self.loss != "bernoulli" else F.binary_cross_entropy_with_logits(
            output, x, reduction="none").flatten(1).sum(1)
        penalty = self.penalty(h, seen, draws)
        if penalty is None:
            return {None: error, "squared_error": squared}
        return {None: error + self.weight * penalty, "squared_error": squared, "penalty": penalty}

    def reconstruct(self, x):
        return self.expected(self.decode(self.encode(x)))
