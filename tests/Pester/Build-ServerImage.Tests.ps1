Describe 'Build-ServerImage' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $repo = Get-FixtureRepo
        $image = $repo | Build-ServerImage
    }

    It 'builds an image whose id is that of a tree, and whose digest is that of its bytes' {
        $image.Name | Should -Be web
        $image.Id | Should -Match '^[0-9a-f]{40}$'
        $image.Commit | Should -Be $repo.Head
        $image.Layers | ForEach-Object { $_.Sha256 | Should -Be (Get-FileHash $_.Path).Hash.ToLowerInvariant() }
        $image.SizeBytes | Should -Be ($image.Layers | Measure-Object SizeBytes -Sum).Sum
    }

    It 'finds it when nothing has changed' {
        $again = Build-ServerImage $repo.Path
        $again.Cached | Should -BeTrue
        $again.Sha256 | Should -Be $image.Sha256
    }

    It 'writes the same bytes again with -Force' {
        $again = $repo | Build-ServerImage -Force
        $again.Cached | Should -BeFalse
        $again.Sha256 | Should -Be $image.Sha256
    }

    It 'builds each commit once, as soon as it comes down the pipeline' {
        $clone = Import-StateRepo $repo.Path TestDrive:/two
        $source = New-Source TestDrive:/source
        $built = 'one', 'two' | ForEach-Object { $clone | Add-StateDependency $source -Name $_ } | Build-ServerImage
        $built.Commit | Should -Be (git -C $clone.Path rev-parse HEAD~1 HEAD)
        (Get-StateRepo $clone.Path | Get-StateDependency | Build-ServerImage).Commit | Should -Be (git -C $clone.Path rev-parse HEAD)
        $order = $repo, (Get-StateRepo $clone.Path) | Build-ServerImage | ForEach-Object { 'built'; $_.Commit }
        $order | Should -Be built, $repo.Head, built, (git -C $clone.Path rev-parse HEAD)
    }

    It 'takes folders and their paths from the pipeline' {
        (Get-Item $repo.Path | Build-ServerImage).Id | Should -Be $image.Id
        ($repo.Path | Build-ServerImage).Id | Should -Be $image.Id
        (Get-Item $repo.Path | Test-StateRepo).Commit | Should -Be $repo.Head
        ("$($repo.Path)/rootfs" | Test-StateRepo).Commit | Should -Be $repo.Head
        (Invoke-Apart { 'TestDrive:/nowhere', $repo.Path | Build-ServerImage -ErrorAction Continue }).Ids | Should -Be NotARepository
    }

    It 'builds an image that knows its repository' {
        $image.Repository.Path | Should -Be $repo.Path
        Push-Location /
        try {
            ($image | Get-StateDependency).Name | Should -Be base
            ($image | Test-StateRepo).Commit | Should -Be $repo.Head
        } finally { Pop-Location }
    }

    It 'warns of uncommitted changes, and does not build them' {
        $clone = Import-StateRepo $repo.Path TestDrive:/dirty
        Set-Content TestDrive:/dirty/rootfs/new.txt x
        $built = $clone | Build-ServerImage -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 1
        $built.Id | Should -Be $image.Id
    }

    It 'builds nothing with -WhatIf' {
        $before = @(Get-ServerImage).Count
        $clone = Import-StateRepo $repo.Path TestDrive:/not
        Set-Content TestDrive:/not/rootfs/new.txt x
        Invoke-Git -C $clone.Path add -A
        Invoke-Git -C $clone.Path commit -q -m New
        Get-StateRepo $clone.Path | Build-ServerImage -WhatIf | Should -BeNullOrEmpty
        @(Get-ServerImage) | Should -HaveCount $before
    }

    It 'says that a reference does not exist' {
        (Invoke-Apart { $repo | Build-ServerImage -Ref nope -ErrorAction Continue }).Ids | Should -Be ReferenceNotFound
    }

    It 'says what is wrong in state.yaml, and still builds the next repository' {
        $bad = Import-StateRepo $repo.Path TestDrive:/bad
        Add-Content TestDrive:/bad/state.yaml 'colour: blue'
        Invoke-Git -C $bad.Path commit -q -a -m Bad
        $result = Invoke-Apart { $bad, $repo | Build-ServerImage -ErrorAction Continue }
        $result.Ids | Should -Be StateFile
        $result.Errors[0].Exception.Message | Should -Match 'state\.yaml, line \d+, colour'
        $result.Output.Id | Should -Be $image.Id
    }

    It 'says that a folder is no repository' {
        (Invoke-Apart { Build-ServerImage /proc -ErrorAction Continue }).Ids | Should -Be NotARepository
    }
}
