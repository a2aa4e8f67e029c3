using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ZsrbPaper.Data.Sqlite.Migrations
{
    /// <summary>Texts have the terms of their month and year. The portal writes the documents anew after it started.</summary>
    public partial class SearchByDates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""DELETE FROM "SearchDocuments";""");

        /// <summary>Nothing: earlier versions pass over what is new in the texts.</summary>
        protected override void Down(MigrationBuilder migrationBuilder)
        {
        }
    }
}
