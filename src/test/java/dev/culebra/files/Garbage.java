package dev.culebra.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Garbage of the main class of a test, in a JVM of its own as a training has: what other tests made
 * the compiler learn would change what it inlines. Where there is garbage, the test says which
 * lines made it.
 */
public final class Garbage {
  /** Bytes of one round that count as none: now and then the JVM itself allocates a little. */
  private static final long LIMIT = 16_384;

  private static final String SAMPLE = "jdk.ObjectAllocationSample";
  private static final int SAMPLED_ROUNDS = 20;
  private static final int SITES = 8;
  private static final int FRAMES = 6;

  /**
   * The options reach the child's JVM by way of its environment; the prefix runs before java. A
   * sample is taken whenever a buffer of allocations is full, so small ones show little garbage
   * too.
   */
  private static final List<String> PREFIX =
      List.of(
          "env",
          "JDK_JAVA_OPTIONS=--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED"
              + " -XX:+UseSerialGC -XX:TLABSize=32k -XX:-ResizeTLAB -XX:InlineSmallCode=1250"
              + " -XX:-BackgroundCompilation");

  private Garbage() {}

  /** What {@code main} prints in a JVM of its own; it must end well. */
  public static String output(Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    ChildJvm.Result result = ChildJvm.run(PREFIX, main, arguments);
    assertEquals(0, result.exit(), result.output());
    return result.output();
  }

  /**
   * Fails with the lines that allocate unless {@code main}, which calls {@link #print}, has none.
   */
  public static void assertNone(Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    String output = output(main, arguments);
    String last = output.strip().lines().toList().getLast();
    assertTrue(Long.parseLong(last.substring("bytes ".length())) < LIMIT, output);
    System.out.println(String.join(" ", arguments) + ": " + last);
  }

  /**
   * Prints the bytes that a round allocates on this thread after warming up.
   *
   * @param warmUps at most so many rounds: until the JIT has compiled every loop, vectors are
   *     objects; a busy machine takes a while, and what runs once a step comes last
   */
  public static void print(Runnable round, int warmUps) throws IOException {
    int warm = 0;
    while (warm < warmUps && allocatedBy(round) >= LIMIT) {
      warm++;
    }
    long bytes = allocatedBy(round);
    if (bytes >= LIMIT) {
      sites(round).forEach(System.out::println);
    }
    System.out.println("after " + warm + " rounds");
    System.out.println("bytes " + bytes);
  }

  private static long allocatedBy(Runnable round) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    round.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /** Where most is allocated: its part, what it is, and the innermost lines of Culebra's. */
  private static List<String> sites(Runnable round) throws IOException {
    Path file = Files.createTempFile("garbage", ".jfr");
    Map<String, Long> weights = new HashMap<>();
    try (Recording recording = new Recording()) {
      recording.enable(SAMPLE).with("throttle", "10000/s");
      recording.start();
      for (int i = 0; i < SAMPLED_ROUNDS; i++) {
        round.run();
      }
      recording.stop();
      recording.dump(file);
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        weights.merge(site(event), event.getLong("weight"), Long::sum);
      }
    } finally {
      Files.delete(file);
    }
    double total = weights.values().stream().mapToLong(Long::longValue).sum();
    return weights.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(SITES)
        .map(site -> Math.round(100 * site.getValue() / total) + " % " + site.getKey())
        .toList();
  }

  private static String site(RecordedEvent event) {
    RecordedClass type = event.getValue("objectClass");
    String lines =
        event.getStackTrace().getFrames().stream()
            .filter(frame -> frame.getMethod().getType().getName().startsWith("dev.culebra"))
            .limit(FRAMES)
            .map(Garbage::line)
            .collect(Collectors.joining(" < "));
    return type.getName() + " at " + lines;
  }

  private static String line(RecordedFrame frame) {
    String place = frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    return place + ":" + frame.getLineNumber() + " (" + frame.getType() + ")";
  }
}
