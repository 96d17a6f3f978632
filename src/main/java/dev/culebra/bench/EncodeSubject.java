package dev.culebra.bench;

import dev.culebra.model.Autoencoder;
import dev.culebra.model.AutoencoderOptions;
import dev.culebra.model.Model;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Images to latents, one call for each batch. */
final class EncodeSubject implements Subject {
  private final Model model;
  private final Autoencoder autoencoder;
  private final float[] images;

  EncodeSubject(ModelBenchmark benchmark, int threads) {
    model = benchmark.model();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment all = benchmark.samples(model, arena);
      images =
          all.asSlice(0, all.byteSize() / ModelBenchmark.BATCHES).toArray(ValueLayout.JAVA_FLOAT);
    }
    AutoencoderOptions options =
        AutoencoderOptions.DEFAULT.withThreads(threads).withMaxBatch(benchmark.batch()).withPool(1);
    autoencoder = Autoencoder.over(model, options);
  }

  @Override
  public void run() {
    autoencoder.encode(images);
  }

  @Override
  public Findings check() {
    List<Double> latents = new ArrayList<>();
    for (float value : autoencoder.encode(images)) {
      latents.add((double) value);
    }
    return new Findings(Double.NaN, latents);
  }

  @Override
  public void close() {
    autoencoder.close();
    model.close();
  }
}
