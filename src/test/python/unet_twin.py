"""The PyTorch twin of Culebra's U-Net and of its three tasks, in float64. Samples are NHWC."""
import torch
from torch import nn
from torch.nn import functional as F


class Network(nn.Module):
    def __init__(self, inputs, outputs, depth, width, skips, norm, down, up):
        super().__init__()
        self.depth, self.skips, self.pools = depth, skips, down == "max_pool"
        channels = [width << level for level in range(depth + 1)]

        def normalization(c):
            return {"none": [], "group": [nn.GroupNorm(max(1, min(8, (c & -c) // 2)), c)], "batch": [nn.BatchNorm2d(c)]}[norm]

        def block(before, after):
            return nn.Sequential(nn.Conv2d(before, after, 3, 1, 1), *normalization(after), nn.ReLU(),
                                 nn.Conv2d(after, after, 3, 1, 1), *normalization(after), nn.ReLU())

        def grow(before, after):
            if up == "transposed":
                return nn.ConvTranspose2d(before, after, 2, 2)
            return nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(before, after, 3, 1, 1))

        levels = range(depth)
        self.descent = nn.ModuleList(block(inputs if l == 0 else channels[l - 1], channels[l]) for l in levels)
        self.shrink = nn.ModuleList(
            nn.MaxPool2d(2) if self.pools else nn.Conv2d(channels[l], channels[l], 3, 2, 1) for l in levels)
        self.bottom = block(channels[depth - 1], channels[depth])
        self.grow = nn.ModuleList(grow(channels[l + 1], channels[l]) for l in levels)
        self.ascent = nn.ModuleList(block(channels[l] * (2 if skips else 1), channels[l]) for l in levels)
        self.output = nn.Conv2d(width, outputs, 1)

    def forward(self, x):
        seen = []
        for level in range(self.depth):
            x = self.descent[level](x)
            seen.append(x)
            x = self.shrink[level](x)
        x = self.bottom(x)
        for level in reversed(range(self.depth)):
            x = self.grow[level](x)
            x = self.ascent[level](torch.cat([seen[level], x], 1) if self.skips else x)
        return self.output(x)


class Unet(nn.Module):
    def __init__(self, input, task, classes=0, depth=2, width=16, skips=True, norm="none", down="max_pool",
                 up="nearest", leastNoise=0.05, mostNoise=0.5, rectangles=2, hole=0.5, threshold=0.5):
        super().__init__()
        self.task, self.classes, self.threshold = task, classes, threshold
        self.noise, self.rectangles, self.hole = (leastNoise, mostNoise), rectangles, hole
        channels = input[2]
        inputs = channels + 1 if task == "inpaint" else channels
        outputs = 1 + max(1, classes) if task == "segment" else channels
        self.network = Network(inputs, outputs, depth, width, skips, norm, down, up)

    def apply_network(self, x):
        return self.network(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)

    def known(self, places, x):
        """Where a rectangle is not; places [N,4] in (0,1): height, width, top, left."""
        _, height, width, _ = x.shape
        sides = [size * self.hole / 2 * (1 + places[:, i]) for i, size in enumerate((height, width))]
        begins = [(size - side) * places[:, 2 + i] for i, (size, side) in enumerate(zip((height, width), sides))]
        inside = []
        for size, side, begin in zip((height, width), sides, begins):
            centres = torch.arange(size) + 0.5
            inside.append((centres >= begin[:, None]) & (centres < (begin + side)[:, None]))
        return 1 - (inside[0][:, :, None] & inside[1][:, None, :]).double()[..., None]

    def fill(self, x, known):
        seen = x * known
        return seen + self.apply_network(torch.cat([seen, known], 3)) * (1 - known)

    def losses(self, x, labels, draws):
        n = x.shape[0]
        if self.task == "segment":
            foreground = x.mean(3) > self.threshold
            kinds = torch.where(foreground, labels[:, None, None].long() + 1, 0)
            logits = self.apply_network(x)
            entropy = F.cross_entropy(logits.permute(0, 3, 1, 2), kinds, reduction="none").flatten(1).sum(1)
            return {None: entropy, "wrong_pixels": (logits.argmax(3) != kinds).to(x.dtype).flatten(1).mean(1)}
        if self.task == "inpaint":
            known = 1
            for i in range(self.rectangles):
                known = known * self.known(draws.uniform(f"rectangle{i}", n, 4).to(x.dtype), x)
            restored = self.fill(x, known)
        else:
            least, most = self.noise
            level = least + (most - least) * draws.uniform("level", n, 1, 1, 1).to(x.dtype)
            noisy = x + level * draws.normal("noise", *x.shape).to(x.dtype)
            restored = noisy + self.apply_network(noisy)
        return {None: (restored - x).square().flatten(1).sum(1)}

    def reconstruct(self, x):
        self.eval()
        if self.task == "inpaint":
            return self.fill(x, self.known(torch.tensor([[1, 1, 0.5, 0.5]]).double().expand(x.shape[0], 4), x))
        return x + self.apply_network(x)
