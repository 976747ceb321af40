package dev.parley.server.config;

import java.nio.file.Path;

/**
 * What a server proves its name with.
 *
 * @param certificate PEM file of the certificate and its chain
 * @param key PEM file of its private key
 */
public record TlsFiles(Path certificate, Path key) {}
