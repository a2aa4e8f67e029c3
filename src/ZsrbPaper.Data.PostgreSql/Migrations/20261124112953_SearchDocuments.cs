using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ZsrbPaper.Data.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class SearchDocuments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "SearchDocuments",
                columns: table => new
                {
                    ArticleId = table.Column<int>(type: "integer", nullable: false),
                    Key = table.Column<long>(type: "bigint", nullable: false),
                    NewspaperId = table.Column<int>(type: "integer", nullable: false),
                    Section = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Label = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    Heading = table.Column<byte[]>(type: "bytea", nullable: false),
                    Text = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SearchDocuments", x => x.ArticleId);
                    table.ForeignKey(
                        name: "FK_SearchDocuments_Articles_ArticleId",
                        column: x => x.ArticleId,
                        principalTable: "Articles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SearchDocuments_Key",
                table: "SearchDocuments",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SearchDocuments_Label_Key",
                table: "SearchDocuments",
                columns: new[] { "Label", "Key" });

            migrationBuilder.CreateIndex(
                name: "IX_SearchDocuments_NewspaperId_Key",
                table: "SearchDocuments",
                columns: new[] { "NewspaperId", "Key" });

            migrationBuilder.CreateIndex(
                name: "IX_SearchDocuments_Section_Key",
                table: "SearchDocuments",
                columns: new[] { "Section", "Key" });

            // Texts lie outside the rows, uncompressed (Chinese hardly compresses): what orders and filters stays narrow, and terms are cut out quickly.
            migrationBuilder.Sql("""
                ALTER TABLE "SearchDocuments" ALTER COLUMN "Text" SET STORAGE EXTERNAL, ALTER COLUMN "Heading" SET STORAGE EXTERNAL;
                ALTER TABLE "SearchDocuments" SET (toast_tuple_target = 128);
                """);

            // The rule of SearchTerms.OfDocument: each ideograph with the next one, or alone at the end of its run; those of the heading again behind
            // a t. 11904 is U+2E80, the first ideograph; U+E000 to U+F8FF, of which the hashes of words are made, do not stand alone.
            migrationBuilder.Sql("""
                CREATE FUNCTION search_terms(heading bytea, text bytea) RETURNS tsvector
                LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 100000 AS $$
                    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT term)), '')
                    FROM (
                        SELECT unnest(CASE WHEN i <= length(heading) THEN ARRAY[term, 't' || term] ELSE ARRAY[term] END) AS term
                        FROM (
                            SELECT i, encode(substring(content FROM i FOR CASE WHEN next >= 11904 THEN 4 ELSE 2 END), 'hex') AS term
                            FROM (
                                SELECT content, i, get_byte(content, i - 1) * 256 + get_byte(content, i) AS one, get_byte(content, i + 1) * 256 + get_byte(content, i + 2) AS next
                                FROM (SELECT heading || '\x000a'::bytea || text || '\x000a'::bytea AS content) AS whole,
                                    generate_series(1, length(content) - 3, 2) AS i
                            ) AS places
                            WHERE one >= 11904 AND (next >= 11904 OR one < 57344 OR one >= 63744)
                        ) AS terms
                    ) AS every
                $$;
                """);

            // The planner needs no statistics of it, which would cut the terms of thousands of texts; and GIN's list of pending entries would make
            // every search read it whole.
            migrationBuilder.Sql("""
                CREATE INDEX "IX_SearchDocuments_Terms" ON "SearchDocuments" USING gin (search_terms("Heading", "Text")) WITH (fastupdate = off);
                ALTER INDEX "IX_SearchDocuments_Terms" ALTER COLUMN 1 SET STATISTICS 0;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SearchDocuments");
            migrationBuilder.Sql("DROP FUNCTION search_terms(bytea, bytea);");
        }
    }
}
