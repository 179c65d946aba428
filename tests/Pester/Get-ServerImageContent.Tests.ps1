Describe 'Get-ServerImageContent' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $repo = Get-FixtureRepo
        $image = $repo | Build-ServerImage
        $base = ($repo | Get-StateDependency base).Commit
        Push-Location $repo.Path
    }

    AfterAll { Pop-Location }

    It 'lists the components of HEAD, each with its commit and sizes' {
        $found = Get-ServerImageContent
        $found | Should -BeOfType ServerImageComponent
        $found.Name | Should -Be base, rootfs
        $found[0].Source, $found[0].Dependency, $found[0].Commit | Should -Be deps/base, deps/base, $base
        $found[1].Dependency, $found[1].Commit | Should -Be '', $repo.Head
        $found[0].OwnBytes | Should -BeGreaterThan 100KB
        $found[0].Files | Should -BeGreaterThan 1
    }

    It 'says who put a file there' {
        $file = Get-ServerImageContent -File /bin/busybox
        $file | Should -BeOfType ServerImageFile
        $file.Component, $file.Commit, $file.Kind | Should -Be base, $base, file
        (Get-ServerImageContent main /srv).Component | Select-Object -Unique | Should -Be rootfs
    }

    It 'lists all files below /' {
        $files = Get-ServerImageContent -File /
        $files.Path | Should -Contain /bin/busybox
        ($files | Where-Object Kind -NE folder).Count | Should -Be ((Get-ServerImageContent).Files | Measure-Object -Sum).Sum
    }

    It 'takes images and repositories from the pipeline' {
        ($image | Get-ServerImageContent).Name | Should -Be base, rootfs
        Push-Location /
        try {
            ($repo | Get-ServerImageContent).Name | Should -Be base, rootfs
            ($image | Get-ServerImageContent -Path $repo.Path -File /bin/busybox).Image | Should -Be $image.Id
        } finally { Pop-Location }
    }

    It 'says that nothing is at a path, and still shows the next' {
        $result = Invoke-Apart { Get-ServerImageContent -File /nothing, nothing, /bin/busybox -ErrorAction Continue }
        $result.Ids | Should -Be PathNotFound, InvalidName
        $result.Output.Path | Should -Be /bin/busybox
    }

    It 'says that a commit was not built' {
        $clone = Import-StateRepo $repo.Path TestDrive:/unbuilt
        (Invoke-Apart { $clone | Get-ServerImageContent -ErrorAction Continue }).Ids | Should -Be ImageNotFound
    }

    It 'shows Name, Source, Commit, Files, Own and Shared as a table' {
        $text = Get-ServerImageContent | Format-Table | Out-String -Width 200
        $text | Should -Match 'Name\s+Source\s+Commit\s+Files\s+Own\s+Shared'
        $text | Should -Match "base +deps/base +$($base.Substring(0, 12)) +\d+ +[\d.,]+ KiB"
        Get-ServerImageContent -File /bin/busybox | Format-Table | Out-String -Width 200 | Should -Match 'Path\s+Size\s+Mode\s+Component\s+Source\s+Commit'
    }
}
