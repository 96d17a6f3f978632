package dev.culebra.bench;

import dev.culebra.files.Json;
import dev.culebra.files.UserError;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program that waits for its turns: a line of JSON is a request, a line of JSON is its answer,
 * and between the two it alone computes.
 *
 * <p>Requests: {@code {"do":"open","side":…,"name":…,"kind":…,"facts":{…},"threads":…}} is answered
 * by {@code {"error":…,"values":[…]}}, {@code {"skipped":…}} or {@code {"wrong":…}}; {@code
 * {"do":"slice","side":…,"seconds":…}} by {@code {"seconds":…}}, the median of a call; {@code
 * {"do":"shut","side":…}} by {@code {}}. The end of input ends the program.
 *
 * <p>Owns the program until closed. One thread.
 */
final class PeerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private final Path complaints;

  /**
   * Starts the program.
   *
   * @param environment what is set besides our own
   * @throws UserError if it cannot be started
   */
  PeerProcess(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    try {
      complaints = Files.createTempFile("culebra-bench", ".log");
      builder.redirectError(complaints.toFile());
      process = builder.start();
    } catch (IOException problem) {
      throw new UserError(command.getFirst() + ": cannot be started: " + problem.getMessage());
    }
    requests = process.outputWriter();
    answers = process.inputReader();
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws Side.Skipped if the program has ended, with its last words
   */
  Map<String, Object> ask(Map<String, Object> request) {
    try {
      requests.write(Json.line(request));
      requests.newLine();
      requests.flush();
      String answer = answers.readLine();
      if (answer != null) {
        return Json.parseMap("answer of a peer", answer);
      }
    } catch (IOException ended) {
      // Told below, in the program's own words.
    }
    throw new Side.Skipped(lastWords());
  }

  private String lastWords() {
    try {
      process.waitFor();
      List<String> lines = Files.readString(complaints).strip().lines().toList();
      return lines.isEmpty() ? "ended with code " + process.exitValue() : lines.getLast();
    } catch (IOException | InterruptedException problem) {
      return "ended: " + problem.getMessage();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
      Files.deleteIfExists(complaints);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
