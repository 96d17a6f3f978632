package dev.culebra.cli;

import dev.culebra.data.SampleType;
import dev.culebra.files.UserError;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Signature;
import dev.culebra.model.Configs;
import dev.culebra.model.Losses;
import dev.culebra.model.Model;
import dev.culebra.model.Step;
import dev.culebra.model.StepFeeds;
import dev.culebra.model.Zoo;
import dev.culebra.optim.Adam;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Calls of operations as real models make them: training steps on MNIST's images. */
final class Examples {
  private static final SampleType MNIST = new SampleType(Shape.of(28, 28, 1), 10, 0);
  private static final int BATCH = 128;

  private Examples() {}

  /** The largest call of each operation that some model of the zoo uses, by its bytes. */
  static Map<Class<? extends Op>, Signature> largestCalls() {
    Map<Class<? extends Op>, Signature> largest = new HashMap<>();
    for (Zoo.Entry<?> entry : Zoo.entries()) {
      for (Record config : variants(entry)) {
        try (Model model = entry.make(config)) {
          for (Step step : model.steps()) {
            program(model, step).nodes().forEach(node -> keepLarger(largest, node));
          }
        }
      }
    }
    return largest;
  }

  /**
   * The standard configuration, and one for each other value of its choices. A value that goes only
   * with other settings than the standard ones has no example.
   */
  private static List<Record> variants(Zoo.Entry<?> entry) {
    Record standard = entry.standard().apply(MNIST);
    List<Record> variants = new ArrayList<>(List.of(standard));
    for (Configs.Field field : Configs.fields(standard)) {
      if (!field.kind().contains("|")) {
        continue;
      }
      for (String choice : field.kind().split("\\|")) {
        if (!choice.equals(field.value())) {
          try {
            variants.add(Configs.with("kernels", Map.of(field.name(), choice), standard));
          } catch (UserError unfit) {
            System.getLogger(Examples.class.getName())
                .log(System.Logger.Level.DEBUG, "no example: {0}", unfit.getMessage());
          }
        }
      }
    }
    return variants;
  }

  private static Graph program(Model model, Step step) {
    return Trace.training(
            () -> {
              Shape shape = Shape.of(BATCH).append(model.input().sizes());
              TensorType batch = new TensorType(model.inputType(), shape);
              Losses losses = step.objective().apply(new StepFeeds(batch, true));
              List<Tensor> values = new ArrayList<>();
              List<Tensor> gradients = new ArrayList<>();
              for (Step.Goal goal : step.goals()) {
                List<Tensor> own = goal.parameters().stream().map(Parameter::tensor).toList();
                values.addAll(own);
                gradients.addAll(Tensor.gradients(goal.of(losses).meanAll(), own));
              }
              List<Tensor> zeros = values.stream().map(Examples::zeros).toList();
              Tensor rates = Tensor.of(Shape.of(Adam.DEFAULT.rateCount()), 1, 1, 1);
              List<Value> outputs =
                  Adam.DEFAULT
                      .update(values, gradients, List.of(zeros, zeros), rates, Tensor.scalar(1))
                      .stream()
                      .flatMap(next -> next.stream().map(Tensor::value))
                      .toList();
              return new Graph(outputs, Map.of());
            })
        .result();
  }

  private static Tensor zeros(Tensor like) {
    TensorType type = like.type();
    return Tensor.of(type.shape(), new float[Math.toIntExact(type.elements())]);
  }

  private static void keepLarger(Map<Class<? extends Op>, Signature> largest, Node node) {
    Signature signature = Signature.of(node);
    largest.merge(
        node.op().getClass(), signature, (old, more) -> bytes(more) > bytes(old) ? more : old);
  }

  private static long bytes(Signature signature) {
    return signature.inputs().stream().mapToLong(TensorType::bytes).sum()
        + signature.outputs().stream().mapToLong(TensorType::bytes).sum();
  }
}
