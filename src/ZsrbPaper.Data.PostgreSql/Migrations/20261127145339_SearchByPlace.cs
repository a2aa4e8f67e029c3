using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ZsrbPaper.Data.PostgreSql.Migrations
{
    /// <summary>
    /// Texts have terms of page and section, authors have terms of their own, and numbers such as 28.7 are one word; what search filters by is in its rows.
    /// The portal writes the documents anew after it started.
    /// </summary>
    public partial class SearchByPlace : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""TRUNCATE "SearchDocuments";""");

            migrationBuilder.DropIndex(
                name: "IX_SearchDocuments_Label_Key",
                table: "SearchDocuments");

            migrationBuilder.DropIndex(
                name: "IX_SearchDocuments_Section_Key",
                table: "SearchDocuments");

            migrationBuilder.AddColumn<string>(
                name: "Authors",
                table: "SearchDocuments",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "EditionId",
                table: "SearchDocuments",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<bool>(
                name: "IsWithheld",
                table: "SearchDocuments",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            // Texts stay in the rows, but for those that no page of the table holds: the database looks into thousands of them for one search, which
            // takes twenty times as long where each is fetched from elsewhere.
            migrationBuilder.Sql("""
                ALTER TABLE "SearchDocuments" ALTER COLUMN "Heading" SET STORAGE MAIN;
                ALTER TABLE "SearchDocuments" SET (toast_tuple_target = 8160);
                """);

            // The place of characters in a text, counted in bytes; 0 where they do not stand at an even distance from its beginning.
            migrationBuilder.Sql("""
                CREATE FUNCTION search_at(text bytea, piece bytea) RETURNS integer
                LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL RESTRICTED COST 100 AS $$
                    DECLARE
                        place integer := position(piece IN text);
                        further integer;
                    BEGIN
                        WHILE place > 0 AND place % 2 = 0 LOOP
                            further := position(piece IN substring(text FROM place + 1));
                            place := CASE WHEN further = 0 THEN 0 ELSE place + further END;
                        END LOOP;
                        RETURN place;
                    END
                $$;
                """);

            // PostgreSQL thinks that common terms are found in far more texts than it will look at, and would compile such a query, for a third of a second, and
            // start other processes for it. None of the portal's queries is long enough for that.
            migrationBuilder.Sql("""
                DO $$
                BEGIN
                    EXECUTE format('ALTER DATABASE %I SET jit = off', current_database());
                EXCEPTION WHEN insufficient_privilege THEN
                    RAISE NOTICE 'Search is quicker with jit = off, which only the owner of the database can set.';
                END
                $$;
                """);

            // As before, and those of authors, who stand before the first U+001F, again behind an n. (No function of ours is called: a backup is restored
            // with an empty search path.)
            migrationBuilder.Sql("""
                CREATE OR REPLACE FUNCTION search_terms(heading bytea, text bytea) RETURNS tsvector
                LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
                    SELECT coalesce(array_to_tsvector(array_agg(term)), '')
                    FROM (
                        SELECT unnest(CASE
                            WHEN i <= start THEN ARRAY[term, 't' || term]
                            WHEN i > start + 2 AND i < start + 2 + authors THEN ARRAY[term, 'n' || term]
                            ELSE ARRAY[term] END) AS term
                        FROM (
                            SELECT i, start, authors, encode(substring(content FROM i FOR CASE WHEN next >= 11904 THEN 4 ELSE 2 END), 'hex') AS term
                            FROM (
                                SELECT content, start, authors, i,
                                    get_byte(content, i - 1) * 256 + get_byte(content, i) AS one, get_byte(content, i + 1) * 256 + get_byte(content, i + 2) AS next
                                FROM (
                                        SELECT heading || '\x000a'::bytea || text || '\x000a'::bytea AS content, length(heading) AS start,
                                            CASE WHEN position('\x001f'::bytea IN text) % 2 = 1 THEN position('\x001f'::bytea IN text) ELSE (
                                                SELECT coalesce(min(place), 0) FROM generate_series(1, length(text) - 1, 2) AS place
                                                WHERE get_byte(text, place - 1) = 0 AND get_byte(text, place) = 31) END AS authors
                                        OFFSET 0
                                    ) AS whole,
                                    generate_series(1, length(content) - 3, 2) AS i
                            ) AS places
                            WHERE one >= 11904 AND (next >= 11904 OR one < 57344 OR one >= 63744)
                        ) AS terms
                    ) AS every
                $$;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // Earlier versions pass over the terms that are new.
            migrationBuilder.Sql("""DROP FUNCTION search_at(bytea, bytea);""");

            migrationBuilder.DropColumn(
                name: "Authors",
                table: "SearchDocuments");

            migrationBuilder.DropColumn(
                name: "EditionId",
                table: "SearchDocuments");

            migrationBuilder.DropColumn(
                name: "IsWithheld",
                table: "SearchDocuments");

            migrationBuilder.CreateIndex(
                name: "IX_SearchDocuments_Label_Key",
                table: "SearchDocuments",
                columns: new[] { "Label", "Key" });

            migrationBuilder.CreateIndex(
                name: "IX_SearchDocuments_Section_Key",
                table: "SearchDocuments",
                columns: new[] { "Section", "Key" });
        }
    }
}
