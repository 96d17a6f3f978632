package dev.culebra.data;

import dev.culebra.files.FileProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files below a folder, and the classes that its sub-folders stand for. */
final class FileTree {
  private FileTree() {}

  /**
   * Files whose own name is wanted, by path with / between its parts and in the order of these, so
   * that every machine sees the same order.
   */
  static SequencedMap<String, Path> files(Path folder, Predicate<String> isWanted) {
    SequencedMap<String, Path> sorted = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.filter(Files::isRegularFile)
          .filter(path -> isWanted.test(path.getFileName().toString()))
          .forEach(path -> sorted.put(relative(folder, path), path));
      return sorted;
    } catch (IOException problem) {
      throw FileProblem.reading(folder, problem);
    } catch (UncheckedIOException problem) {
      throw FileProblem.reading(folder, problem.getCause());
    }
  }

  /**
   * First parts of the paths, sorted. A file outside any sub-folder has no class, and then none
   * has.
   */
  static List<String> classes(Stream<String> paths) {
    TreeSet<String> names = new TreeSet<>();
    for (String path : paths.toList()) {
      if (path.indexOf('/') < 0) {
        return List.of();
      }
      names.add(className(path));
    }
    return List.copyOf(names);
  }

  static String className(String path) {
    return path.substring(0, path.indexOf('/'));
  }

  private static String relative(Path folder, Path path) {
    List<String> parts = new ArrayList<>();
    folder.relativize(path).forEach(part -> parts.add(part.toString()));
    return String.join("/", parts);
  }
}
