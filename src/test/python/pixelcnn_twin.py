"""The PyTorch twin of Culebra's pixelcnn: a gated PixelCNN over codes. Van den Oord et al. 2016. Codes are [N, H, W]."""
import torch
from torch import nn
from torch.nn.functional import cross_entropy, pad


def gate(sums):
    signal, door = sums.chunk(2, 1)
    return torch.tanh(signal) * torch.sigmoid(door)


class Layer(nn.Module):
    """Rows above by shifting down, columns to the left by shifting right; the first layer leaves its own pixel out."""

    def __init__(self, hidden, kernel, first, classes):
        super().__init__()
        self.reach, self.first = kernel // 2, first
        seen = self.reach if first else self.reach + 1
        self.vertical = nn.Conv2d(hidden, 2 * hidden, (seen, kernel))
        self.crossing = nn.Conv2d(2 * hidden, 2 * hidden, 1)
        self.horizontal = nn.Conv2d(hidden, 2 * hidden, (1, seen))
        self.output = nn.Conv2d(hidden, hidden, 1)
        if classes:
            self.classes = nn.Embedding(classes, 2 * hidden)

    def forward(self, above, beside, labels):
        own = int(self.first)
        up = pad(above, (self.reach, self.reach, self.reach, 0))[:, :, :above.shape[2] + self.reach - own]
        left = pad(beside, (self.reach, 0))[..., :beside.shape[3] + self.reach - own]
        vertical = self.vertical(up)
        condition = self.classes(labels.long())[:, :, None, None] if labels is not None else 0
        told = self.horizontal(left) + self.crossing(vertical)
        output = self.output(gate(told + condition))
        return gate(vertical + condition), output if self.first else output + beside


class PixelCnn(nn.Module):
    def __init__(self, input, values, hidden, layers, kernel, classes=0):
        super().__init__()
        self.embedding = nn.Embedding(values, hidden)
        self.layers = nn.ModuleList(Layer(hidden, kernel, i == 0, classes) for i in range(layers))
        self.head = nn.Sequential(
            nn.ReLU(), nn.Conv2d(hidden, 2 * hidden, 1), nn.ReLU(), nn.Conv2d(2 * hidden, values, 1))

    def forward(self, codes, labels=None):
        """The negative log-likelihood, [N], in nats."""
        above = beside = self.embedding(codes.long()).permute(0, 3, 1, 2)
        for layer in self.layers:
            above, beside = layer(above, beside, labels)
        return cross_entropy(self.head(beside), codes.long(), reduction="none").flatten(1).sum(1)
