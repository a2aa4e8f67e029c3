using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Scaffolding;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;

namespace ZsrbPaper.Data.Tests.Model;

public abstract partial class MigrationSuite(TestEngine engine) : DatabaseSuite(engine)
{
    [Fact]
    public async Task Model_compared_with_the_last_migration_is_the_same()
    {
        await using var db = Open();

        Assert.False(db.Database.HasPendingModelChanges(), "The model changed: add a migration for both engines (see PaperDbContext).");
    }

    /// <summary>A stale compiled model would read and write other columns than the migrations made.</summary>
    [Fact]
    public async Task Compiled_model_written_anew_is_the_same()
    {
        await using var db = Open();
        var project = db.GetType().Assembly.GetName().Name!;
        var folder = Directory.CreateTempSubdirectory("compiled-");
        try
        {
            await using var services = DesignServicesOf(db).AddDbContextDesignTimeServices(db).BuildServiceProvider();
            services.GetRequiredService<ICompiledModelScaffolder>().ScaffoldModel(
                db.GetService<IDesignTimeModel>().Model,
                folder.FullName,
                new CompiledModelCodeGenerationOptions { ContextType = db.GetType(), ModelNamespace = $"{project}.Compiled", Language = "C#" });

            Assert.True(
                TextOf(folder.FullName) == TextOf(RepositoryFolder.Find("src", project, "Compiled")),
                "The compiled model is not that of the configurations: write it anew (see PaperDbContext).");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Migrations_of_a_fresh_database_are_all_applied()
    {
        await using var db = Open();

        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Cancellation));
        Assert.NotEmpty(await db.Database.GetAppliedMigrationsAsync(Cancellation));
    }

    [Fact]
    public async Task Migrations_applied_a_second_time_change_nothing()
    {
        await using var db = Open();
        var before = await db.Database.GetAppliedMigrationsAsync(Cancellation);

        await db.Database.MigrateAsync(Cancellation);

        Assert.Equal(before, await db.Database.GetAppliedMigrationsAsync(Cancellation));
    }

    private static IServiceCollection DesignServicesOf(DbContext db)
    {
        var services = new ServiceCollection().AddEntityFrameworkDesignTimeServices();
        var provider = Assembly.Load(db.Database.ProviderName!);
        ((IDesignTimeServices)Activator.CreateInstance(Type.GetType(provider.GetCustomAttribute<DesignTimeProviderServicesAttribute>()!.TypeName + ", " + provider.FullName, throwOnError: true)!)!)
            .ConfigureDesignTimeServices(services);
        return services;
    }

    /// <summary>All files, without the number that a model is given when it is written.</summary>
    private static string TextOf(string folder) => string.Join('\n', Directory.GetFiles(folder).Order(StringComparer.Ordinal)
        .Select(file => $"{Path.GetFileName(file)}\n{ModelId().Replace(File.ReadAllText(file).ReplaceLineEndings("\n"), "")}"));

    [GeneratedRegex("modelId: new Guid\\(\"[0-9a-f-]*\"\\)")]
    private static partial Regex ModelId();
}

public sealed class MigrationsOnSqlite() : MigrationSuite(TestEngine.Sqlite);

public sealed class MigrationsOnPostgreSql() : MigrationSuite(TestEngine.PostgreSql);
