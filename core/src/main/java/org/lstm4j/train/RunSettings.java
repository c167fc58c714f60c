package org.lstm4j.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.lstm4j.layer.LayerKinds;
import org.lstm4j.model.ModelSpec;

/**
 * What makes a run the run that it is, in words, so that none goes on from the checkpoint of
 * another. The number of epochs is not among it: a run may be given more. Nor is the schedule,
 * which is a function: its rates are compared.
 */
final class RunSettings {
  private RunSettings() {}

  static Map<String, String> of(
      Trainer trainer, EpochPass training, Optional<EpochPass> validation) {
    TrainingOptions options = trainer.options();
    ModelSpec spec = trainer.parameters.spec();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(
        "model", spec.inputSize() + " " + spec.input() + ", " + LayerKinds.write(spec.layers()));
    settings.put("loss", name(options.loss()));
    settings.put("metrics", options.metrics().stream().map(RunSettings::name).toList().toString());
    settings.put("optimizer", name(options.optimizer()));
    settings.put("clip", name(options.clip()));
    settings.put("truncation", Integer.toString(options.truncation()));
    settings.put("batch size", Integer.toString(trainer.batchSize));
    settings.put("parts of a batch", Integer.toString(trainer.parts));
    settings.put("seed of the shuffle", name(trainer.shuffleSeed));
    settings.put("seed of dropout", Long.toString(trainer.dropoutSeed));
    settings.put("monitored metric", name(trainer.monitored.map(RunSettings::name)));
    settings.put("early stopping", name(trainer.earlyStopping));
    settings.put("plateau", name(trainer.plateau));
    settings.put("best epoch restored", Boolean.toString(trainer.restoreBest));
    settings.put("SHA-256 of the first parameters", trainer.parameters.sha256());
    settings.put("SHA-256 of the training data", training.sha256());
    settings.put(
        "SHA-256 of the validation data", validation.map(EpochPass::sha256).orElse("none"));
    return settings;
  }

  /** Records tell what they are; of others of the user's own there is the class. */
  private static String name(Object setting) {
    return setting instanceof Record || setting instanceof Optional
        ? setting.toString()
        : setting.getClass().getName();
  }

  /**
   * Checks that a checkpoint is one of this run.
   *
   * @throws IllegalArgumentException naming what was different
   */
  static void check(Map<String, String> now, Map<String, String> then) {
    now.forEach((name, value) -> {
      if (!Objects.equals(then.get(name), value)) {
        throw new IllegalArgumentException(
            "the checkpoint is of another run, the %s was %s and is %s; resume with the same settings and data"
                .formatted(name, then.get(name), value));
      }
    });
  }
}
