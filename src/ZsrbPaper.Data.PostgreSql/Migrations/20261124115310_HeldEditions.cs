using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ZsrbPaper.Data.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class HeldEditions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Editions_Held",
                table: "Editions",
                column: "NewspaperId",
                filter: "\"HeldSince\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Editions_Held",
                table: "Editions");
        }
    }
}
