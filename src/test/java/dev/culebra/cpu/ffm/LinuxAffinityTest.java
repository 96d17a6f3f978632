package dev.culebra.cpu.ffm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.culebra.par.Affinity;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LinuxAffinityTest {
  @Test
  void isFoundByItsInterface() {
    assertInstanceOf(LinuxAffinity.class, Affinity.find());
  }

  @Test
  void pinsTheCallingThreadOnly() throws InterruptedException {
    Affinity before = new LinuxAffinity();
    assumeTrue(before.refusal() == null, () -> "not pinned: " + before.refusal());
    int last = before.allowed()[before.allowed().length - 1];
    AtomicReference<int[]> inside = new AtomicReference<>();
    Thread pinned =
        Thread.ofPlatform()
            .start(
                () -> {
                  if (before.pin(last)) {
                    inside.set(new LinuxAffinity().allowed());
                  }
                });
    pinned.join();
    assertArrayEquals(new int[] {last}, inside.get());
    assertArrayEquals(before.allowed(), new LinuxAffinity().allowed());
  }

  @Test
  void leavesCpusWithoutLosingThem() {
    Affinity affinity = new LinuxAffinity();
    assumeTrue(affinity.refusal() == null, () -> "not moved: " + affinity.refusal());
    int[] allowed = affinity.allowed();
    assumeTrue(allowed.length > 1, "not moved: only one CPU");
    for (int round = 0; round < 10; round++) {
      affinity.leave(new int[] {affinity.current()});
      assertArrayEquals(allowed, new LinuxAffinity().allowed());
    }
    affinity.leave(allowed);
    assertArrayEquals(allowed, new LinuxAffinity().allowed());
  }

  @Test
  void refusesCpusThatDoNotExist() {
    Affinity affinity = new LinuxAffinity();
    assertEquals(false, affinity.pin(8191));
    assertEquals(false, affinity.pin(-1));
  }

  @Test
  void saysWhyNotWithoutNativeAccess() throws Exception {
    Process java =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                place(LinuxAffinity.class) + File.pathSeparator + place(Probe.class),
                "--enable-native-access=java.base",
                Probe.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(java.getInputStream().readAllBytes());
    assertEquals(0, java.waitFor(), output);
    assertNull(output.lines().filter(line -> line.contains("WARNING")).findFirst().orElse(null));
    assertTrue(output.contains("--enable-native-access=ALL-UNNAMED"), output);
  }

  private static Path place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Prints the refusal of a JVM that was started without native access for the class path. */
  static final class Probe {
    public static void main(String[] arguments) {
      System.out.println(new LinuxAffinity().refusal());
    }
  }
}
