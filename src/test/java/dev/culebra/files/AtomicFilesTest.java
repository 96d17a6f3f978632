package dev.culebra.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path folder;

  @Test
  void writesAndReplacesWithoutLeavings() throws IOException {
    Path file = folder.resolve("deep/er/a.txt");
    AtomicFiles.write(file, "one");
    AtomicFiles.write(file, "two");
    assertEquals("two", Files.readString(file));
    assertEquals(List.of("a.txt"), names(file.getParent()));
  }

  @Test
  void streamsAreFlushed() throws IOException {
    Path file = folder.resolve("s.bin");
    byte[] bytes = new byte[200_000];
    bytes[199_999] = 7;
    AtomicFiles.writeStream(file, stream -> stream.write(bytes));
    assertArrayEquals(bytes, Files.readAllBytes(file));
  }

  @Test
  void segmentsOfEveryKindAreWritten() throws IOException {
    Path file = folder.resolve("s.bin");
    float[] array = new float[300_001];
    array[0] = 1f;
    array[300_000] = 2f;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment heap = MemorySegment.ofArray(array);
      MemorySegment off = arena.allocate(heap.byteSize()).copyFrom(heap);
      for (MemorySegment segment : List.of(heap, off, heap.asReadOnly(), heap.asSlice(4, 8))) {
        AtomicFiles.writeChannel(file, channel -> AtomicFiles.writeFully(channel, segment));
        MemorySegment back = MemorySegment.ofArray(Files.readAllBytes(file));
        assertEquals(-1, segment.mismatch(back));
      }
    }
  }

  @Test
  void failedBodyKeepsTheOldFile() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFiles.write(file, "good");
    assertThrows(
        IllegalStateException.class,
        () ->
            AtomicFiles.writeStream(
                file,
                stream -> {
                  stream.write(new byte[1 << 20]);
                  throw new IllegalStateException("broken");
                }));
    assertEquals("good", Files.readString(file));
    assertEquals(List.of("a.txt"), names(folder));
  }

  @Test
  void foldersAppearWholeOrNotAtAll() throws IOException {
    Path target = folder.resolve("step-1");
    AtomicFiles.writeFolder(
        target,
        inside -> {
          Files.createDirectory(inside.resolve("sub"));
          Files.writeString(inside.resolve("sub/x"), "x");
        });
    assertEquals("x", Files.readString(target.resolve("sub/x")));
    UserError again = assertThrows(UserError.class, () -> AtomicFiles.writeFolder(target, _ -> {}));
    assertEquals(
        "cannot write "
            + target
            + ": "
            + target
            + " exists and is in the way; move it or choose another path",
        again.getMessage());
    UserError failed =
        assertThrows(
            UserError.class,
            () ->
                AtomicFiles.writeFolder(
                    folder.resolve("step-2"),
                    inside -> {
                      Files.writeString(inside.resolve("half"), "h");
                      throw new IOException("No space left on device");
                    }));
    assertTrue(failed.getMessage().contains("the disk is full ("), failed.getMessage());
    assertEquals(List.of("step-1"), names(folder));
  }

  @Test
  void leftoversOfDeadProcessesGoAndThoseOfTheLivingStay() throws Exception {
    Process child = new ProcessBuilder("true").start();
    child.waitFor();
    Path dead = folder.resolve("a.txt.tmp-" + child.pid());
    Path alive = folder.resolve("a.txt.tmp-" + ProcessHandle.current().parent().get().pid());
    Path other = folder.resolve("b.txt.tmp-" + child.pid());
    Path notOurs = folder.resolve("notes.tmp-old");
    for (Path path : List.of(dead, alive, other, notOurs)) {
      Files.writeString(path, "half");
    }
    AtomicFiles.write(folder.resolve("a.txt"), "whole");
    assertFalse(Files.exists(dead));
    assertTrue(Files.exists(alive));
    assertTrue(Files.exists(other), "another target's leftovers wait for the folder's sweep");
    Leftovers.sweepTree(folder);
    assertFalse(Files.exists(other));
    assertTrue(Files.exists(alive));
    assertTrue(Files.exists(notOurs));
  }

  @Test
  void aKilledWriterLeavesAWholeFile() throws Exception {
    long seed = Long.getLong("culebra.seed", System.nanoTime());
    System.out.println("aKilledWriterLeavesAWholeFile: -Dculebra.seed=" + seed);
    Random random = new Random(seed);
    Path file = folder.resolve("weights");
    for (int kill = 0; kill < 5; kill++) {
      Process writer = ChildJvm.start(List.of(), KillMain.class, file.toString());
      try (BufferedReader output = writer.inputReader()) {
        assertEquals("written", output.readLine());
        Thread.sleep(random.nextInt(40));
      } finally {
        writer.destroyForcibly().waitFor();
      }
      byte[] bytes = Files.readAllBytes(file);
      assertEquals(KillMain.SIZE, bytes.length);
      for (byte value : bytes) {
        assertEquals(bytes[0], value);
      }
    }
    AtomicFiles.write(file, "calm");
    assertEquals(List.of("weights"), names(folder));
  }

  @Test
  void aFileInTheWayOfTheFolderIsNamed() throws IOException {
    Path wall = Files.writeString(folder.resolve("wall"), "");
    UserError error =
        assertThrows(UserError.class, () -> AtomicFiles.write(wall.resolve("a.txt"), "x"));
    assertEquals(
        "cannot write "
            + wall.resolve("a.txt")
            + ": "
            + wall
            + " exists and is in the way; move it or choose another path",
        error.getMessage());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
