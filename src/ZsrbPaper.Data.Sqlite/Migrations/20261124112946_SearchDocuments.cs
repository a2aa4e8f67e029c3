using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ZsrbPaper.Data.Sqlite.Migrations
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
                    ArticleId = table.Column<int>(type: "INTEGER", nullable: false),
                    Key = table.Column<long>(type: "INTEGER", nullable: false),
                    NewspaperId = table.Column<int>(type: "INTEGER", nullable: false),
                    Section = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Label = table.Column<string>(type: "TEXT", maxLength: 63, nullable: false),
                    Heading = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Text = table.Column<byte[]>(type: "BLOB", nullable: false)
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

            // The index keeps no text (content='') and no places (detail=none): documents have the text, and terms are pairs anyhow. Terms are ASCII
            // already. search_terms() is the program's own function, see SearchFunctions.
            migrationBuilder.Sql("""
                CREATE VIRTUAL TABLE "SearchTerms" USING fts5("Terms", content='', contentless_delete=1, detail=none, tokenize='ascii');
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER search_documents_insert AFTER INSERT ON "SearchDocuments"
                BEGIN INSERT INTO "SearchTerms" (rowid, "Terms") VALUES (new."ArticleId", search_terms(new."Heading", new."Text")); END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER search_documents_update AFTER UPDATE OF "Heading", "Text" ON "SearchDocuments"
                BEGIN
                    DELETE FROM "SearchTerms" WHERE rowid = old."ArticleId";
                    INSERT INTO "SearchTerms" (rowid, "Terms") VALUES (new."ArticleId", search_terms(new."Heading", new."Text"));
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER search_documents_delete AFTER DELETE ON "SearchDocuments"
                BEGIN DELETE FROM "SearchTerms" WHERE rowid = old."ArticleId"; END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SearchDocuments");
            migrationBuilder.Sql("""DROP TABLE "SearchTerms";""");
        }
    }
}
