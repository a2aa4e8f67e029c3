using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ZsrbPaper.Data.Sqlite.Migrations
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
            migrationBuilder.Sql("""DELETE FROM "SearchDocuments";""");

            migrationBuilder.DropIndex(
                name: "IX_SearchDocuments_Label_Key",
                table: "SearchDocuments");

            migrationBuilder.DropIndex(
                name: "IX_SearchDocuments_Section_Key",
                table: "SearchDocuments");

            migrationBuilder.AddColumn<string>(
                name: "Authors",
                table: "SearchDocuments",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "EditionId",
                table: "SearchDocuments",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<bool>(
                name: "IsWithheld",
                table: "SearchDocuments",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
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
