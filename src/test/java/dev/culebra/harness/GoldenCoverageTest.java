package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every operation and composition meets PyTorch's values, or is named here with the reason why not.
 * What is called {@code x_gradient} is compared as the gradient of {@code x}.
 */
class GoldenCoverageTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");
  private static final String GRADIENT = "_gradient";
  private static final Set<String> NAMES =
      Stream.concat(Operations.all().stream(), Operations.compositions().stream())
          .map(Operations::name)
          .collect(Collectors.toCollection(TreeSet::new));

  /** Where the golden values lie if not in a file of the operation's name. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("adagrad_step", "optimizers"),
          Map.entry("adam_step", "adam"),
          Map.entry("adamax_step", "optimizers"),
          Map.entry("adaptive_instance_norm", "norm_layers"),
          Map.entry("clip_scale", "clip_norm"),
          Map.entry("ema_step", "ema"),
          Map.entry("global_norm", "clip_norm"),
          Map.entry("gru_sequence", "gru"),
          Map.entry("logical", "logical_and"),
          Map.entry("lstm_sequence", "lstm"),
          Map.entry("mat_mul", "matmul"),
          Map.entry("repeat", "repeat_tile"),
          Map.entry("reparameterize", "gaussian_sample"),
          Map.entry("resample2d", "interpolate"),
          Map.entry("reverse_sequence", "recurrent_layers"),
          Map.entry("rms_norm", "norm_layers"),
          Map.entry("rmsprop_step", "optimizers"),
          Map.entry("round_straight_through", "vq_layers"),
          Map.entry("sgd_step", "sgd"),
          Map.entry("sort", "top_k"),
          Map.entry("squared_error", "mse"),
          Map.entry("squared_error_sum", "losses"),
          Map.entry("vq_assign", "vq_layers"),
          Map.entry("vq_ema_step", "vq_layers"),
          Map.entry("vq_nearest", "vq_layers"));

  private static final String OWN_DRAWS =
      "PyTorch's generators draw other numbers; PhiloxTest has Random123's published answers";

  private static final String SEVERAL_DEVICES =
      "copies on one device; SeveralDevicesTest compares trainings on two with those on one";

  /** What PyTorch has no counterpart of, and what stands in. */
  private static final Map<String, String> WITHOUT =
      Map.ofEntries(
          Map.entry("all_reduce_end", SEVERAL_DEVICES),
          Map.entry("all_reduce_start", SEVERAL_DEVICES),
          Map.entry("dropout", OWN_DRAWS + ", DropoutTest the scale"),
          Map.entry("fill", "a constant; the other operations' values tell"),
          Map.entry("fused", "FusedTest compares it with its members, which have golden values"),
          Map.entry("hamming_distance", "no popcount in PyTorch; HammingSearchTest counts"),
          Map.entry("pack_bits", "no packed bits in PyTorch; HammingSearchTest counts"),
          Map.entry("pack_levels", "no packed codes in PyTorch; LevelsTest goes there and back"),
          Map.entry("random_bernoulli", OWN_DRAWS),
          Map.entry("random_categorical", OWN_DRAWS),
          Map.entry("random_gumbel", OWN_DRAWS),
          Map.entry("random_normal", OWN_DRAWS),
          Map.entry("random_permutation", OWN_DRAWS),
          Map.entry("random_uniform", OWN_DRAWS),
          Map.entry("stop_gradient", "the values are the input's; StoppedTest has the gradient"),
          Map.entry("unpack_levels", "no packed codes in PyTorch; LevelsTest goes there and back"),
          Map.entry("vq_revive", OWN_DRAWS + ", QuantizersTest the codes that live again"));

  @Test
  void everyOperationMeetsPyTorch() throws IOException {
    Set<String> golden = golden();
    Set<String> missing = new TreeSet<>(NAMES);
    missing.removeIf(name -> golden.contains(ELSEWHERE.getOrDefault(forward(name), forward(name))));
    missing.removeAll(WITHOUT.keySet());
    assertEquals(Set.of(), missing, "no golden file and no reason");
  }

  @Test
  void exceptionsAreNeeded() throws IOException {
    Set<String> golden = golden();
    for (String name : ELSEWHERE.keySet()) {
      assertTrue(NAMES.contains(name), name + " is no operation");
      assertFalse(golden.contains(name), name + " has a golden file of its own");
    }
    for (String name : WITHOUT.keySet()) {
      assertTrue(NAMES.contains(name), name + " is no operation");
      assertFalse(
          golden.contains(name) || ELSEWHERE.containsKey(name), name + " has golden values");
    }
  }

  /** Operations whose fused gradients are checked through them do have golden gradients. */
  @Test
  void gradientsMeetPyTorch() throws IOException {
    List<String> forwards =
        NAMES.stream()
            .filter(name -> !forward(name).equals(name))
            .map(GoldenCoverageTest::forward)
            .toList();
    assertFalse(forwards.isEmpty());
    for (String name : forwards) {
      Path file = FOLDER.resolve(ELSEWHERE.getOrDefault(name, name) + ".safetensors");
      try (Safetensors tensors = Safetensors.open(file)) {
        String first = tensors.metadata().get("cases").split(" ")[0];
        assertTrue(tensors.has(first + ".grad0"), file + " has no gradient");
      }
    }
  }

  /** {@code conv2d} of {@code conv2d_weight_gradient}; another operation's name as it is. */
  private static String forward(String name) {
    String forward = name.replaceAll("(_weight)?" + GRADIENT + "$", "");
    return NAMES.contains(forward) ? forward : name;
  }

  private static Set<String> golden() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString().replace(".safetensors", ""))
          .collect(Collectors.toSet());
    }
  }
}
