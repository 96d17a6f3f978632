package dev.culebra.cli;

import dev.culebra.data.Codes;
import dev.culebra.data.Dataset;
import dev.culebra.data.Npy;
import dev.culebra.data.Split;
import dev.culebra.files.UserError;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.CodedAutoencoder;
import dev.culebra.model.Saved;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "codes",
    description = {
      "Writes the codes of the data into the run, to train a prior on: int32 [N,h,w], in",
      "RUN/codes/train.npy and test.npy, with labels beside them. Or those of some images."
    },
    footer = {
      "  culebra codes runs/vq-vae-1",
      "  culebra train pixelcnn --data runs/vq-vae-1",
      "  culebra codes runs/vq-vae-1 --in photos --out codes.npy"
    })
final class CodesCommand extends InferenceCommand {
  private static final int PIECE = 1024;

  @Option(
      names = "--in",
      paramLabel = "PATH",
      description = "Images to use instead: .npy, IDX, a picture, or a folder of pictures.")
  private String in;

  @Option(names = "--out", paramLabel = "FILE", description = "A .npy file, with --in.")
  private Path out;

  CodesCommand(Console console) {
    super(console);
  }

  @Override
  protected void use(Autoencoder model) {
    CodedAutoencoder coded = new CodedAutoencoder(model);
    if ((in == null) != (out == null)) {
      throw new UserError("--in and --out go together; give both, or neither for the run's data");
    }
    if (in != null) {
      EncodeCommand.requireArray("--out", out);
      Dataset codes = codes(RunData.samples(run, in, model.input()), model, coded);
      write(codes);
      return;
    }
    if (!Files.isDirectory(run)) {
      throw new UserError(run + ": the codes go into the folder of a run; give one, or --in");
    }
    Split images = RunData.open(run);
    Dataset train = codes(images.train(), model, coded);
    Dataset test = codes(images.test(), model, coded);
    Codes.write(run, new Split(train, test), coded.codebook(), run.resolve(Saved.FILE));
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of("training", use(train, coded.codebook())));
    facts.add(List.of("test", use(test, coded.codebook())));
    console.facts(facts);
    wrote(run.resolve(Codes.FOLDER));
  }

  private Dataset codes(Dataset images, Autoencoder model, CodedAutoencoder coded) {
    int size = Math.toIntExact(coded.codes().elements());
    int[] codes = new int[Math.multiplyExact(images.count(), size)];
    for (int begin = 0; begin < images.count(); begin += PIECE) {
      int count = Math.min(PIECE, images.count() - begin);
      int[] piece = coded.encode(pixels(images, begin, count, model));
      System.arraycopy(piece, 0, codes, begin * size, piece.length);
    }
    int[] labels =
        images.isLabelled()
            ? IntStream.range(0, images.count()).map(images::label).toArray()
            : null;
    return Codes.of(
        images.name(), codes, coded.codes(), coded.codebook(), labels, images.classNames());
  }

  private void write(Dataset codes) {
    TensorType type =
        new TensorType(DType.I32, Shape.of(codes.count()).append(codes.sampleShape().sizes()));
    Npy.write(out, type, MemorySegment.ofArray(numbers(codes)));
    wrote(out);
  }

  private static int[] numbers(Dataset codes) {
    int size = Math.toIntExact(codes.sampleShape().elements());
    int[] numbers = new int[codes.count() * size];
    for (int i = 0; i < codes.count(); i++) {
      codes.copy(i, MemorySegment.ofArray(numbers), 4L * i * size);
    }
    return numbers;
  }

  /** How much of the codebook the data use. */
  private static String use(Dataset codes, int codebook) {
    double[] counts = new double[codebook];
    int[] numbers = numbers(codes);
    for (int code : numbers) {
      counts[code]++;
    }
    double entropy = 0;
    int used = 0;
    for (double count : counts) {
      double share = count / numbers.length;
      entropy -= share > 0 ? share * Math.log(share) : 0;
      used += count > 0 ? 1 : 0;
    }
    return Console.format(
        "%,d samples of %s codes; perplexity %.1f, %d of %d codes used",
        codes.count(), codes.sampleShape(), Math.exp(entropy), used, codebook);
  }
}
