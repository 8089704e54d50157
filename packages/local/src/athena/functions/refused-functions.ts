/** Functions that Athena has and the embedded engine doesn't: refused by name, not reported as unknown. */
export const REFUSED_FUNCTIONS: ReadonlySet<string> = new Set(
  `array_histogram bar beta_cdf bing_tile
bit_count bitwise_left_shift bitwise_right_shift bitwise_right_shift_arithmetic bitwise_xor_agg char2hexint checksum classify color
combinations contains_sequence current_groups convex_hull_agg cosine_similarity crc32 date_histogram empty_approx_set entropy evaluate_classifier_predictions
features format format_number from_base from_base32 from_base64url from_big_endian_32 from_big_endian_64 from_geojson_geometry from_ieee754_32 from_ieee754_64
from_iso8601_timestamp_nanos from_unixtime_nanos geometry_from_hadoop_shape geometry_to_bing_tiles geometry_union_agg hamming_distance
hash_counts hmac_md5 hmac_sha1 hmac_sha256 hmac_sha512 human_readable_seconds inverse_beta_cdf inverse_normal_cdf index
intersection_cardinality jaccard_index kurtosis learn_classifier log luhn_check make_set_digest merge merge_set_digest murmur3 normal_cdf normalize
numeric_histogram objectid parse_data_size parse_duration parse_presto_data_size quantile_at_value qdigest_agg reduce_agg render regexp_position
regress rgb shuffle skewness soundex spatial_partitioning spooky_hash_v2_32 spooky_hash_v2_64 st_area st_asbinary st_astext st_buffer st_centroid st_contains
st_distance st_geometryfromtext st_intersects st_length st_point st_polygon st_within st_x st_y tdigest_agg to_base to_base32 to_base64url
to_big_endian_32 to_big_endian_64 to_char to_date to_geojson_geometry to_ieee754_32 to_ieee754_64 to_timestamp value_at_quantile values_at_quantiles version wilson_interval_lower wilson_interval_upper
word_stem xxhash64 approx_most_frequent approx_set bitwise_left_shift parse_timestamp`.split(/\s+/),
);

/** Functions that Athena also has with more arguments than the embedded engine takes. */
export const REFUSED_ARITIES: Readonly<Record<string, readonly number[]>> = {
  approx_percentile: [3, 4],
  max: [2],
  max_by: [3],
  min: [2],
  min_by: [3],
};
