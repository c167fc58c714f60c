/**
 * The fast backend of lstm4j on the Java Vector API. Put its jar beside the engine's and it is
 * found; it gives the same bits as the scalar reference.
 *
 * @provides org.lstm4j.kernel.KernelProvider the backend {@code simd}
 */
module org.lstm4j.simd {
  requires jdk.incubator.vector;
  requires jdk.management;
  requires org.lstm4j;

  provides org.lstm4j.kernel.KernelProvider with
      org.lstm4j.simd.VectorKernelProvider;
}
