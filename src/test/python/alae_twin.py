"""The fully connected adversarial latent autoencoder in PyTorch, with Culebra's parameter names. Images are [N,1,H,W] in [0, 1]."""
import torch
from torch import nn
from torch.nn import functional as f


class Equalized(nn.Linear):
    def __init__(self, inputs, outputs, rate):
        super().__init__(inputs, outputs)
        self.rate, self.scale = rate, rate * (2 / inputs) ** 0.5
        nn.init.normal_(self.weight, std=1 / rate)
        nn.init.normal_(self.bias, std=0.1)

    def forward(self, x):
        return f.linear(x, self.weight * self.scale, self.bias * self.rate)


def layers(sizes, rate, active, last):
    made = []
    for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
        made.append(Equalized(a, b, rate))
        if last if i == len(sizes) - 2 else active:
            made.append(nn.LeakyReLU(0.2))
    return nn.Sequential(*made)


class Alae(nn.Module):
    def __init__(self, input, hidden, latent, mapping, penalty):
        super().__init__()
        pixels = torch.Size(input).numel()
        self.latent, self.penalty = latent, penalty
        self.mapping = layers([latent] * (mapping + 1), 0.1, True, True)
        self.generator = layers([latent, hidden, hidden, pixels], 1, True, False)
        self.encoder = layers([pixels, hidden, hidden, latent], 1, True, True)
        self.discriminator = layers([latent] * (mapping + 1), 0.1, False, False)

    def made(self, draws, count):
        z = draws.normal("z", count, self.latent)
        return self.mapping(z * torch.rsqrt(z.square().mean(1, keepdim=True) + 1e-8))

    def logits(self, images):
        return self.discriminator(self.encoder(images))[:, 0]

    def discriminate(self, x, draws):
        images = (2 * x - 1).flatten(1).requires_grad_()
        with torch.no_grad():
            made = self.generator(self.made(draws, len(x)))
        real = self.logits(images)
        logistic = f.softplus(self.logits(made)) + f.softplus(-real)
        slope, = torch.autograd.grad(real.sum(), images, create_graph=True)
        penalty = slope.square().sum(1)
        return {None: logistic + self.penalty / 2 * penalty, "logistic": logistic, "squared_slope": penalty}

    def generate(self, x, draws):
        return {None: f.softplus(-self.logits(self.generator(self.made(draws, len(x)))))}

    def reciprocate(self, x, draws):
        latents = self.made(draws, len(x))
        return {None: (self.encoder(self.generator(latents)) - latents.detach()).square().mean(1)}

    def reconstruct(self, x):
        return (0.5 * self.generator(self.encoder((2 * x - 1).flatten(1))) + 0.5).view_as(x)
