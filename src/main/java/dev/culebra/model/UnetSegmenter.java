package dev.culebra.model;

import dev.culebra.ir.Value;
import dev.culebra.loss.CrossEntropyLoss;
import dev.culebra.op.Add;
import dev.culebra.op.ArgMax;
import dev.culebra.op.Fill;
import dev.culebra.op.Greater;
import dev.culebra.op.NotEqual;
import dev.culebra.op.Reshape;
import dev.culebra.op.Select;
import dev.culebra.op.Softmax;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Tensor;
import java.util.List;

/**
 * A {@link Unet} that tells which kind each pixel is of, by cross-entropy. Kind 0 is background:
 * pixels whose mean over the channels is at most the threshold. Foreground is of kind {@code 1 +
 * class of the image}, or 1 where images have no classes.
 */
public final class UnetSegmenter extends Unet implements Segmenter {
  UnetSegmenter(Config config) {
    super(config, config.input().size(2), kinds(config));
  }

  private static int kinds(Config config) {
    return 1 + Math.max(1, config.classes());
  }

  @Override
  public int kinds() {
    return kinds(config);
  }

  @Override
  public List<Step> steps() {
    return List.of(new Step("segmentation", this::losses, parameters()));
  }

  @Override
  public Losses losses(StepInput input) {
    Tensor logits = network(input.samples());
    Tensor kinds = kinds(input);
    return Losses.of(CrossEntropyLoss.of(logits, kinds)).with("wrong_pixels", wrong(logits, kinds));
  }

  /** {@code i32[N,H,W]}. */
  private Tensor kinds(StepInput input) {
    Tensor images = input.samples();
    Tensor brightness = images.mean(3).reshape(images.size(0), images.size(1), images.size(2));
    TensorType whole = TensorType.of(DType.I32);
    Tensor foreground =
        config.classes() == 0
            ? Tensor.of(Fill.of(whole, 1))
            : Tensor.apply(
                labels -> Add.of(labels[0], Fill.of(whole, 1)),
                input.labels().reshape(images.size(0), 1, 1));
    return Tensor.apply(
        values -> {
          Value bright =
              Greater.of(values[0], Fill.of(TensorType.of(DType.F32), config.threshold()));
          return Select.of(bright, values[1], Fill.of(whole, 0));
        },
        brightness,
        foreground);
  }

  /** Share of pixels whose most probable kind is another than theirs, {@code [N]}. */
  private static Tensor wrong(Tensor logits, Tensor kinds) {
    double pixels = kinds.shape().elements() / (double) kinds.size(0);
    return Tensor.apply(
            values -> {
              Value likeliest = Reshape.of(ArgMax.of(values[0], 3), values[1].shape());
              TensorType number = TensorType.of(DType.F32);
              return Select.of(
                  NotEqual.of(likeliest, values[1]), Fill.of(number, 1), Fill.of(number, 0));
            },
            logits,
            kinds)
        .sumPerSample()
        .affine(1 / pixels, 0);
  }

  @Override
  public Tensor segment(Tensor images) {
    return network(images).map(logits -> Softmax.of(logits, 3));
  }
}
