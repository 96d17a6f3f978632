package dev.culebra.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodesTest {
  @TempDir private Path run;

  private void write() throws IOException {
    Path model = Files.writeString(run.resolve("model"), "weights");
    Shape grid = Shape.of(1, 2);
    List<String> names = List.of("cat", "dog");
    Dataset train = Codes.of("x", new int[] {0, 4, 2, 1}, grid, 9, new int[] {1, 0}, names);
    Dataset test = Codes.of("x", new int[] {3, 3}, grid, 9, new int[] {1}, names);
    Codes.write(run, new Split(train, test), 9, model);
  }

  @Test
  void labelsAndSizeOfTheCodebookAreKept() throws IOException {
    assertFalse(Codes.areIn(run));
    write();
    write();
    Split read = Datasets.open(run.toString());
    assertEquals(new SampleType(Shape.of(1, 2), 2, 9), read.train().type());
    assertEquals(new SampleType(Shape.of(1, 2), 2, 9), read.test().type());
    int[] second = new int[2];
    read.train().copy(1, MemorySegment.ofArray(second), 0);
    assertEquals(List.of(2, 1), List.of(second[0], second[1]));
    assertEquals(List.of(1, 0), List.of(read.train().label(0), read.train().label(1)));
    assertEquals(Codes.fingerprint(run.resolve("model")), Codes.model(run));
  }

  @Test
  void damagedFilesAreNamed() throws IOException {
    write();
    Path train = run.resolve("codes/train.npy");
    Npy.write(train, TensorType.of(DType.I32, 1, 1, 2), MemorySegment.ofArray(new int[] {0, 9}));
    assertRefused("train.npy: has codes that are not from 0 to 8");
    Npy.write(train, TensorType.f32(1, 1, 2), MemorySegment.ofArray(new float[2]));
    assertRefused("train.npy: holds f32[1,1,2], not int32");
    write();
    Path labels = run.resolve("codes/test_labels.npy");
    Npy.write(labels, TensorType.of(DType.I32, 2), MemorySegment.ofArray(new int[2]));
    assertRefused("test_labels.npy: has 2 labels for 1");
  }

  private void assertRefused(String fact) {
    String message =
        assertThrows(UserError.class, () -> Datasets.open(run.toString())).getMessage();
    assertTrue(message.contains(fact) && message.contains("culebra codes"), message);
  }
}
