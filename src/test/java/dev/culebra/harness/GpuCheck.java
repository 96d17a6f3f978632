package dev.culebra.harness;

import dev.culebra.bench.GpuGaps;
import dev.culebra.bench.GpuRecurrent;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Precision;
import dev.culebra.run.Tiers;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What {@code bench/gpu-check.sh} runs on a GPU, without a test launcher:
 *
 * <ul>
 *   <li>{@code device} only looks for one, and says what it can;
 *   <li>{@code cases}: the tests that go through all operations;
 *   <li>{@code losses NAME...}: the first losses of training steps beside the CPU's;
 *   <li>{@code devices NAME...}: the same on two devices beside one;
 *   <li>{@code training MODEL FOLDER STEPS BATCH}: trains it on devices and seeds, in folders
 *       there;
 *   <li>{@code gaps SECONDS NAME...}: what lies between the kernels of one step and the next;
 *   <li>{@code recurrent SECONDS EXPRESSION}: recurrent layers by both kinds of kernels.
 * </ul>
 *
 * Exit code 0 if all agree, 1 if not, 2 without a device.
 */
final class GpuCheck {
  private static final String ALL = ".*";
  private static final int MOST_FAILURES = 40;

  private static final PrintStream OUT = System.out;

  private GpuCheck() {}

  public static void main(String[] arguments) {
    Tiers tiers = Tiers.of("cuda");
    if (!tiers.names().contains("cuda")) {
      System.err.println("gpu-check: no CUDA device: " + tiers.refusals().get("cuda"));
      System.exit(2);
    }
    List<String> words = List.of(arguments);
    List<String> rest = words.subList(Math.min(1, words.size()), words.size());
    boolean agree =
        switch (words.isEmpty() ? "" : words.getFirst()) {
          case "device" -> device(tiers);
          case "cases" -> cases(tiers.accelerator());
          case "losses" -> GpuSteps.likeTheCpu(rest, tiers.precisions(), OUT);
          case "devices" -> GpuSteps.likeOneDevice(rest, OUT);
          case "training" ->
              new GpuTraining(
                      rest.get(0),
                      Path.of(rest.get(1)),
                      Integer.parseInt(rest.get(2)),
                      Integer.parseInt(rest.get(3)))
                  .agrees(OUT);
          case "gaps" -> {
            double seconds = Double.parseDouble(rest.getFirst());
            GpuGaps.measure(rest.subList(1, rest.size()), seconds, OUT);
            yield true;
          }
          case "recurrent" -> {
            GpuRecurrent.measure(rest.get(1), Double.parseDouble(rest.getFirst()), OUT);
            yield true;
          }
          default -> throw new IllegalArgumentException("unknown: " + words);
        };
    System.exit(agree ? 0 : 1);
  }

  private static boolean device(Tiers tiers) {
    OUT.println("device: " + tiers.accelerator());
    OUT.println(
        "precisions: "
            + tiers.precisions().stream().map(Precision::label).collect(Collectors.joining(" ")));
    long devices =
        IntStream.iterate(0, number -> number + 1)
            .takeWhile(number -> !Tiers.of("cuda", number).names().isEmpty())
            .count();
    OUT.println("devices: " + devices);
    tiers.findings().forEach((what, found) -> OUT.println(what + ": " + found));
    return true;
  }

  private static boolean cases(Accelerator device) {
    String wanted = System.getProperty("culebra.cases", ALL);
    boolean isRestricted = !wanted.equals(ALL);
    List<DynamicTest> agree = new CudaAgreeTest().agree().toList();
    if (agree.isEmpty()) {
      OUT.println("FAILED no operation has a name that begins with a match of " + wanted);
      return false;
    }
    return all("cases", agree.stream(), device)
        // A test of these also looks whether they are many.
        & (isRestricted || all("functions in chains", new CudaFusedTest().functions(), device))
        & all("convolutions by our kernels", CudaConvolutionTest.agree("own"), device)
        & cudnn(device)
        & all("recurrent layers step by step", CudaRecurrentTest.agree("steps"), device)
        & all("recurrent layers in one launch", CudaRecurrentTest.agree("walk"), device)
        & all("ends of sequences", new CudaLengthsTest().nothingBehindTheEndsIsRead(), device)
        & all("bad indices", new CudaIndexTest().refusals(), device);
  }

  private static boolean cudnn(Accelerator device) {
    String found = Tiers.of("cuda").findings().get("cuda cudnn");
    if (found.startsWith("refused")) {
      OUT.println("convolutions by cuDNN: not done: " + found);
      return true;
    }
    return all("convolutions by cuDNN", CudaConvolutionTest.agree("cudnn"), device);
  }

  private static boolean all(String what, Stream<DynamicTest> tests, Accelerator device) {
    List<DynamicTest> list = tests.toList();
    List<String> failures = new ArrayList<>();
    int run = 0;
    for (DynamicTest test : list) {
      run++;
      try {
        test.getExecutable().execute();
      } catch (Throwable failure) {
        failures.add(test.getDisplayName() + ": " + failure);
        if (isLost(device)) {
          failures.add("the device answers no more; what follows was not run");
          break;
        }
      }
    }
    failures.stream().limit(MOST_FAILURES).forEach(failure -> OUT.println("FAILED " + failure));
    OUT.printf("%s: %d, run %d, failed %d%n", what, list.size(), run, failures.size());
    return failures.isEmpty();
  }

  /** After an access outside of its memory a context refuses everything. */
  private static boolean isLost(Accelerator device) {
    try {
      device.free(device.allocate(1));
      return false;
    } catch (RuntimeException refused) {
      return true;
    }
  }
}
