package dev.culebra.nn;

import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.op.Add;
import dev.culebra.op.Affine;
import dev.culebra.op.Divide;
import dev.culebra.op.Fill;
import dev.culebra.op.Multiply;
import dev.culebra.op.Normalize;
import dev.culebra.op.Reshape;
import dev.culebra.op.Sqrt;
import dev.culebra.op.Subtract;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Batch normalization of {@code [N,…,C]} (Ioffe and Szegedy 2015); PyTorch's BatchNorm1d has the
 * same parameters. While training each channel is normalized by the batch, and running statistics
 * follow: {@code running ← (1 − momentum)·running + momentum·batch}, with the unbiased variance.
 * Otherwise by the running statistics.
 */
public final class BatchNorm2d extends Module implements Layer {
  private final double epsilon;
  private final double momentum;
  private final Parameter weight;
  private final Parameter bias;
  private final Parameter runningMean;
  private final Parameter runningVariance;
  private final Parameter batches;

  /** With PyTorch's epsilon 1e-5 and momentum 0.1. */
  public BatchNorm2d(String path, int channels) {
    this(path, channels, 1e-5, 0.1);
  }

  /**
   * @param path name of the layer in the model
   * @param channels size of the last axis
   * @param epsilon added to the variance
   * @param momentum the batch's part of the next running statistics
   */
  public BatchNorm2d(String path, int channels, double epsilon, double momentum) {
    this.epsilon = epsilon;
    this.momentum = momentum;
    TensorType row = TensorType.f32(channels);
    weight = Norms.row(this, path + ".weight", row, 1, true);
    bias = Norms.row(this, path + ".bias", row, 0, true);
    runningMean = Norms.row(this, path + ".running_mean", row, 0, false);
    runningVariance = Norms.row(this, path + ".running_var", row, 1, false);
    batches =
        parameter(
            new Parameter(
                path + ".num_batches_tracked",
                TensorType.of(DType.I64),
                Initializer.zeros(),
                false));
  }

  @Override
  public Tensor apply(Tensor input) {
    return Trace.isTraining() ? byBatch(input) : byRunning(input);
  }

  private Tensor byBatch(Tensor input) {
    List<Integer> axes = IntStream.range(0, input.shape().rank() - 1).boxed().toList();
    Normalize op = new Normalize(axes, epsilon);
    List<Tensor> found = Tensor.record(op, List.of(input, weight.tensor(), bias.tensor()));
    double count = op.count(input.shape());
    if (count == 1) {
      throw new OpException(
          "batch_norm", "one value per channel has no variance to train with: " + input.type());
    }
    follow(runningMean, found.get(1), 1);
    follow(runningVariance, found.get(2), count / (count - 1));
    Trace.update(
        batches,
        Tensor.apply(
            values -> Add.of(values[0], Fill.of(batches.type(), 1)), Trace.latest(batches)));
    return found.get(0);
  }

  private void follow(Parameter running, Tensor batch, double factor) {
    Tensor next =
        Tensor.apply(
            values -> {
              Value statistic = Reshape.of(values[1], running.type().shape());
              return Add.of(
                  Affine.scale(values[0], 1 - momentum),
                  Affine.scale(statistic, momentum * factor));
            },
            Trace.latest(running),
            batch);
    Trace.update(running, next);
  }

  private Tensor byRunning(Tensor input) {
    return Tensor.apply(
        values -> {
          Value root = Sqrt.of(Affine.shift(values[4], epsilon));
          Value scale = Divide.of(values[1], root);
          Value shift = Subtract.of(values[2], Multiply.of(values[3], scale));
          return Add.of(Multiply.of(values[0], scale), shift);
        },
        input,
        weight.tensor(),
        bias.tensor(),
        runningMean.tensor(),
        runningVariance.tensor());
  }
}
