package dev.culebra.train;

import dev.culebra.kernel.Precision;
import dev.culebra.model.Configs;
import dev.culebra.model.Describe;
import dev.culebra.optim.Adagrad;
import dev.culebra.optim.Adam;
import dev.culebra.optim.Adamax;
import dev.culebra.optim.Optimizer;
import dev.culebra.optim.Rmsprop;
import dev.culebra.optim.Schedule;
import dev.culebra.optim.Sgd;
import dev.culebra.run.DeviceName;
import java.util.Map;

/**
 * How to train, apart from the model's own configuration. Each field is a flag of the command line
 * and a line of {@code config.json}; change some by {@link #with}.
 */
public record TrainOptions(
    @Describe(
            "mnist, fashion-mnist, lines, emoji, cmudict, a folder of IDX files, pictures or texts,"
                + " a .npy file, or a file of the CMU dictionary")
        String data,
    @Describe("side that pictures of a folder are resized to; 0 leaves them") int imageSize,
    @Describe("1 for grey, 3 for colour pictures of a folder; 0 leaves them") int imageChannels,
    @Describe("how many different words of a folder of texts are counted, the most frequent ones")
        int words,
    @Describe("passes over the training data") int epochs,
    @Describe("training steps, instead of epochs; 0 for as many as the epochs have") long steps,
    @Describe("samples per batch") int batch,
    @Describe("batches whose gradients are averaged into one step") int accumulate,
    @Describe("learning rate") double learningRate,
    @Describe("how the learning rate changes") Rate schedule,
    @Describe("steps over which the learning rate rises from 0") long warmup,
    @Describe("multiplier of the learning rate at each change, step schedule only") double decay,
    @Describe("steps between changes of the learning rate, step schedule only") long decayEvery,
    @Describe("learning rate at the end, cosine schedule only") double lastRate,
    @Describe("how many times as long each stage is as the one before, stages schedule only")
        double growth,
    @Describe("update rule") Rule optimizer,
    @Describe("decay of the velocity, sgd and nesterov only") double momentum,
    @Describe("decay of the first moment, adam, adamw and adamax only") double beta1,
    @Describe("decay of the second moment, adam, adamw and adamax only") double beta2,
    @Describe("added to the root of the second moment, adam, adamw and adamax only") double epsilon,
    @Describe("what the second moment begins at, adam and adamw only") double secondMoment,
    @Describe("L2 coefficient; for adamw the rate of decay") double weightDecay,
    @Describe("largest norm of the gradient; 0 for no clipping") double clip,
    @Describe("largest magnitude of a gradient's element, before its norm; 0 for no clipping")
        double clipValue,
    @Describe(
            "decay of the parameters' running average, which is then evaluated and saved; 0 for"
                + " none")
        double ema,
    @Describe("of parameters, noise and the order of the data") long seed,
    @Describe("where to compute: cpu, cuda, cuda:1, or several: cuda:0,1, cuda:all") String device,
    @Describe("megabytes of gradients that several devices add up while they compute more")
        double bucket,
    @Describe(
            "how operands of matrix products and convolutions are rounded; weights, sums and all"
                + " else stay f32; tf32 only on a GPU")
        Precision precision,
    @Describe("threads to compute with; 0 for one per processor") int threads,
    @Describe("steps between lines of metrics.jsonl") long logEvery,
    @Describe("steps between checkpoints; 0 for only those by time") long checkpointEvery,
    @Describe("seconds between checkpoints; 0 for only those by steps") double checkpointSeconds,
    @Describe("how many checkpoints to keep") int keep,
    @Describe("megabytes that checkpoints may take; 0 for no limit") long quota,
    @Describe("stop after so many seconds, with a checkpoint; 0 for no limit") double maxTime,
    @Describe("run folder or model file whose weights to start from; empty for none")
        String initFrom) {
  /** How the learning rate changes over the run. */
  public enum Rate {
    CONSTANT,
    STEP,
    COSINE,
    /** Eight stages down to a tenth, each longer than the one before. */
    STAGES
  }

  /** Update rules by name. */
  public enum Rule {
    ADAGRAD,
    ADAM,
    ADAMAX,
    ADAMW,
    NESTEROV,
    RMSPROP,
    SGD
  }

  /** Twenty epochs of MNIST with Adam 1e-3 in batches of 128, a checkpoint every minute. */
  public static final TrainOptions STANDARD =
      new TrainOptions(
          "mnist",
          0,
          0,
          2000,
          20,
          0,
          128,
          1,
          1e-3,
          Rate.CONSTANT,
          0,
          0.1,
          1000,
          0,
          3,
          Rule.ADAM,
          0.9,
          0.9,
          0.999,
          1e-8,
          0,
          0,
          0,
          0,
          0,
          1,
          "cpu",
          8,
          Precision.F32,
          0,
          100,
          0,
          60,
          2,
          0,
          0,
          "");

  public TrainOptions {
    require(epochs >= 1, "epochs", epochs + " is below 1");
    require(steps >= 0, "steps", steps + " is negative");
    require(batch >= 1, "batch", batch + " is below 1");
    require(accumulate >= 1, "accumulate", accumulate + " is below 1");
    require(
        learningRate > 0 && Double.isFinite(learningRate),
        "learningRate",
        learningRate + " is not above 0");
    require(warmup >= 0, "warmup", warmup + " is negative");
    require(decay > 0, "decay", decay + " is not above 0");
    require(decayEvery >= 1, "decayEvery", decayEvery + " is below 1");
    require(growth > 0, "growth", growth + " is not above 0");
    require(lastRate >= 0, "lastRate", lastRate + " is negative");
    require(momentum >= 0 && momentum < 1, "momentum", momentum + " is not in [0, 1)");
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1 + " is not in [0, 1)");
    require(beta2 >= 0 && beta2 < 1, "beta2", beta2 + " is not in [0, 1)");
    require(epsilon > 0, "epsilon", epsilon + " is not above 0");
    require(secondMoment >= 0, "secondMoment", secondMoment + " is negative");
    require(weightDecay >= 0, "weightDecay", weightDecay + " is negative");
    require(clip >= 0, "clip", clip + " is negative");
    require(clipValue >= 0, "clipValue", clipValue + " is negative");
    require(ema >= 0 && ema < 1, "ema", ema + " is not in [0, 1)");
    requireDevice(device);
    require(bucket > 0, "bucket", bucket + " is not above 0");
    require(threads >= 0, "threads", threads + " is negative");
    require(logEvery >= 1, "logEvery", logEvery + " is below 1");
    require(checkpointEvery >= 0, "checkpointEvery", checkpointEvery + " is negative");
    require(checkpointSeconds >= 0, "checkpointSeconds", checkpointSeconds + " is negative");
    require(keep >= 1, "keep", keep + " is below 1");
    require(quota >= 0, "quota", quota + " is negative");
    require(maxTime >= 0, "maxTime", maxTime + " is negative");
    require(
        imageChannels == 0 || imageChannels == 1 || imageChannels == 3,
        "imageChannels",
        imageChannels + " is not one of 0, 1, 3");
    require(imageSize >= 0, "imageSize", imageSize + " is negative");
    require(words >= 1, "words", words + " is below 1");
  }

  private static void requireDevice(String device) {
    try {
      DeviceName.parse(device);
    } catch (IllegalArgumentException wrong) {
      require(false, "device", wrong.getMessage());
    }
  }

  /**
   * These options with some replaced.
   *
   * @param source where the values come from, for messages
   * @throws dev.culebra.files.UserError if a field is unknown, of another type or out of range
   */
  public TrainOptions with(String source, Map<String, ?> values) {
    return Configs.with(source, values, this);
  }

  /** The update rule with its constants. */
  Optimizer rule() {
    return switch (optimizer) {
      case ADAGRAD -> new Adagrad(0, 1e-10, weightDecay);
      case ADAM, ADAMW ->
          new Adam(beta1, beta2, epsilon, weightDecay, optimizer == Rule.ADAMW, secondMoment);
      case ADAMAX -> new Adamax(beta1, beta2, epsilon, weightDecay);
      case NESTEROV, SGD -> new Sgd(momentum, optimizer == Rule.NESTEROV, weightDecay);
      case RMSPROP -> new Rmsprop(0.99, 1e-8, weightDecay, 0, false);
    };
  }

  /** The learning rate over the run. */
  Schedule rate() {
    Schedule follow =
        switch (schedule) {
          case CONSTANT -> new Schedule.Constant(learningRate);
          case STEP -> new Schedule.Step(learningRate, decay, decayEvery);
          case COSINE -> new Schedule.Cosine(learningRate, lastRate);
          case STAGES -> new Schedule.Stages(learningRate, growth);
        };
    return warmup == 0 ? follow : new Schedule.WarmUp(warmup, follow);
  }

  private static void require(boolean holds, String field, String fact) {
    if (!holds) {
      throw new IllegalArgumentException(field + ": " + fact);
    }
  }
}
