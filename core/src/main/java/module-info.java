/**
 * lstm4j: an LSTM engine for the JVM that trains and predicts on flat {@code float[]} and gives the
 * same bits on every machine.
 *
 * <p>Start at {@link org.lstm4j.model.ModelSpec} (the architecture), {@link
 * org.lstm4j.train.Trainer} (training), {@link org.lstm4j.infer.Predictor} (inference) and {@link
 * org.lstm4j.io.ModelFile} (files). Backends implement {@link org.lstm4j.kernel.Kernels}.
 *
 * @uses org.lstm4j.kernel.KernelProvider the backends that {@link org.lstm4j.backend.Backends}
 *     chooses from
 * @provides org.lstm4j.kernel.KernelProvider the scalar reference
 */
@SuppressWarnings("module") // a backend need not be there
module org.lstm4j {
  requires it.unimi.dsi.fastutil;

  exports org.lstm4j.backend;
  exports org.lstm4j.data;
  exports org.lstm4j.file;
  exports org.lstm4j.infer;
  exports org.lstm4j.io;
  exports org.lstm4j.kernel;
  exports org.lstm4j.kernel.support to
      org.lstm4j.simd;
  exports org.lstm4j.layer;
  exports org.lstm4j.loss;
  exports org.lstm4j.model;
  exports org.lstm4j.random;
  exports org.lstm4j.train;

  uses org.lstm4j.kernel.KernelProvider;

  provides org.lstm4j.kernel.KernelProvider with
      org.lstm4j.kernel.scalar.ScalarKernelProvider;
}
