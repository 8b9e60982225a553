package dev.mayfly.cli.upload;

import java.nio.file.Path;

/**
 * @param key in the installation's bucket; holds the hash of the file's content, so that what is
 *     there need not be sent again, and what a run has named never changes
 */
public record Upload(Path file, String key) {}
