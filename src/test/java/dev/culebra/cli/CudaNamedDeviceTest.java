package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import dev.culebra.harness.FakeDriver;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A server whose devices are shared: a command opens those that it names and no other, whoever has
 * filled the others, and whatever they are.
 */
@Tag("cuda")
class CudaNamedDeviceTest extends CudaServer {
  private static final String TOO_FULL =
      "[cuda] device %d has no memory left to be opened: CUDA_ERROR_OUT_OF_MEMORY; see who uses it"
          + " with nvidia-smi, and name another with --device";

  /** A command that tells at its end which devices it has opened. */
  static final class Telling {
    private Telling() {}

    /**
     * Runs a command.
     *
     * @param arguments its words
     */
    public static void main(String[] arguments) {
      int exit = Main.run(arguments, System.out, System.err);
      System.out.println(
          "opened "
              + IntStream.range(0, 3).filter(i -> FakeDriver.contexts(i) > 0).boxed().toList());
      System.exit(exit);
    }
  }

  private List<Integer> opened(Map<String, String> environment, Object... arguments)
      throws IOException, InterruptedException {
    Ended ended = run(environment, Telling.class, Arrays.asList(arguments));
    assertEquals(0, ended.exit(), ended.error());
    String last = ended.output().lines().toList().getLast();
    assertTrue(last.matches("opened \\[.*]"), ended.output());
    List<Integer> devices = new ArrayList<>();
    last.chars().filter(Character::isDigit).forEach(each -> devices.add(each - '0'));
    return devices;
  }

  private Object[] training(String device) throws IOException {
    List<Object> words = new ArrayList<>(List.of("train", "vae", "--data", bars(), "--out"));
    words.addAll(List.of(folder.resolve("run"), "--batch", 8, "--steps", 2, "--hidden", 8));
    words.addAll(List.of("--device", device));
    return words.toArray();
  }

  @Test
  void aTrainingOpensItsDevice() throws IOException, InterruptedException {
    serveCuda12();
    assertEquals(List.of(1), opened(Map.of(), training("cuda:1")));
  }

  @Test
  void aTrainingOnSeveralOpensThese() throws IOException, InterruptedException {
    serveCuda12();
    serve("libnccl.so.2", "libnccl.so.2");
    assertEquals(List.of(1, 2), opened(Map.of(), training("cuda:2,1")));
  }

  @Test
  void aListOfKernelsOpensTheirDevice() throws IOException, InterruptedException {
    serveCuda12();
    assertEquals(List.of(2), opened(Map.of(), "kernels", "--device", "cuda:2"));
  }

  @Test
  void aBenchmarkOpensItsDevice() throws IOException, InterruptedException {
    serveCuda12();
    List<Object> bench = new ArrayList<>(List.of("bench", "--device", "cuda:1", "--peers", "none"));
    bench.addAll(List.of("--threads", 1, "--filter", "^gemm 128x400x20 nt$", "--rounds", 1));
    bench.addAll(List.of("--seconds", 0.001, "--warm-up", 0));
    assertEquals(List.of(1), opened(Map.of(), bench.toArray()));
  }

  @Test
  void nobodyNeedsAnotherDeviceThatIsFull() throws IOException, InterruptedException {
    serveCuda12();
    Map<String, String> firstIsFull = Map.of("CULEBRA_FAKE_MEBIBYTES", "0,64");
    assertEquals(List.of(1), opened(firstIsFull, training("cuda:1")));
  }

  @Test
  void aFullDeviceIsToldInOneLine() throws IOException, InterruptedException {
    serveCuda12();
    devices = "cuda:1";
    refuses(Map.of("CULEBRA_FAKE_MEBIBYTES", "64,0"), "device cuda:1: " + TOO_FULL.formatted(1));
  }

  @Test
  void theDoctorTellsOfAFullDevice() throws IOException, InterruptedException {
    serveCuda12();
    Map<String, String> isFull = Map.of("CULEBRA_FAKE_MEBIBYTES", "0");
    String refused = "refused: " + TOO_FULL.formatted(0);
    assertEquals(refused, finding(isFull, "cuda"));
    assertEquals(refused, finding(isFull, "cuda cublas"));
  }

  @Test
  void nobodyNeedsAnotherDeviceThatIsTooOld() throws IOException, InterruptedException {
    serveCuda12();
    Map<String, String> firstIsOld = Map.of("CULEBRA_FAKE_CAPABILITY", "70,90");
    assertTrue(finding(firstIsOld, "cuda").startsWith("refused: emulated device has compute"));
    assertEquals(List.of(1), opened(firstIsOld, training("cuda:1")));
  }

  /** A process that asks again once others have given memory back. */
  static final class Patient {
    private Patient() {}

    /**
     * Asks for a device that has ever more memory.
     *
     * @param mebibytes that it has, one after the other
     */
    public static void main(String[] mebibytes) {
      for (String each : mebibytes) {
        FakeDriver.memory(Long.parseLong(each) << 20);
        try (Device device = Device.named("cuda", Workers.caller())) {
          System.out.println("there is " + device.tiers().accelerator());
        } catch (UserError full) {
          System.out.println(full.getMessage());
        }
      }
    }
  }

  @Test
  void aDeviceThatWasFullIsUsedLater() throws IOException, InterruptedException {
    serveCuda12();
    Ended ended = run(Map.of(), Patient.class, List.of(0, 20, 64));
    assertEquals(0, ended.exit(), ended.error());
    List<String> lines = ended.output().lines().toList();
    assertEquals("device cuda: " + TOO_FULL.formatted(0), lines.get(0));
    assertTrue(lines.get(1).startsWith("device cuda: [cuda] 33554432 bytes"), ended.output());
    assertTrue(lines.get(2).startsWith("there is emulated device"), ended.output());
  }
}
