/**
 * Call detail records on disk: written by a server ({@link org.sipha.dist.records.RecordWriter}),
 * read and merged for people ({@link org.sipha.dist.records.MergedRecords}).
 */
@NullMarked
package org.sipha.dist.records;

import org.jspecify.annotations.NullMarked;
